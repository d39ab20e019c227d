import Chainrule
import ChainruleTraining

/// The squared error of reconstructed images, Σ(reconstruction − pixel)² over the pixels, from 0 to 1, of an image, averaged
/// over the images.
///
/// A model's outputs are the logits of the pixels.
public struct ReconstructionError: Metric {
    public static let prefersLarger = false

    private var sum = 0.0
    private var count = 0

    public init() {}

    public var name: String { "squared-error" }
    public var value: Double? { count == 0 ? nil : sum / Double(count) }

    public mutating func add(_ batch: Predictions) {
        let pixels = Tensor(batch.numbers(for: self), shape: [batch.outputs.count])
        let errors = sigmoid(Tensor(batch.outputs, shape: pixels.shape)) - pixels
        sum += Double((errors * errors).sum().item())
        count += batch.count
    }

    public mutating func reset() { self = ReconstructionError() }
}

/// Keeps the reconstructions of the first images, with levels from 0 to 255.
struct Reconstructions: Metric {
    static let prefersLarger = false
    /// How many are kept.
    private static let most = 20

    /// The levels of each.
    private(set) var images: [[UInt8]] = []

    var name: String { "reconstructions" }
    var value: Double? { nil }

    mutating func add(_ batch: Predictions) {
        let count = min(batch.count, Self.most - images.count)
        guard count > 0 else { return }
        let size = batch.outputs.count / batch.count
        let outputs = Tensor(Array(batch.outputs[..<(count * size)]), shape: [count * size])
        let levels = sigmoid(outputs).scalars(as: Float.self).map {
            $0.isNaN ? 0 : UInt8(($0 * 255).rounded())
        }
        images += (0..<count).map { Array(levels[$0 * size..<($0 + 1) * size]) }
    }

    mutating func reset() { self = Reconstructions() }
}
