import Chainrule
import ChainruleData

/// Shifts and scales pixels so that the training images have mean 0 and deviation 1 over all pixels.
///
/// Gradient descent converges faster on such inputs (LeCun, Bottou, Orr and Müller 1998, "Efficient BackProp").
/// The two numbers come from the training images alone and are kept with the run.
public struct Standardization: Sendable, Equatable, Codable {
    public let mean: Double
    public let deviation: Double

    /// Measured on `images`; images of a single shade are only shifted.
    public init(of images: LabeledImages) {
        var counts = [Int](repeating: 0, count: 256)
        for pixel in images.pixels { counts[Int(pixel)] += 1 }
        let total = Double(max(1, images.pixels.count))
        let mean = counts.enumerated().reduce(0) { $0 + Double($1.offset) / 255 * Double($1.element) } / total
        let variance =
            counts.enumerated().reduce(0) { sum, shade in
                let distance = Double(shade.offset) / 255 - mean
                return sum + distance * distance * Double(shade.element)
            } / total
        self.mean = mean
        deviation = variance > 0 ? variance.squareRoot() : 1
    }

    /// What becomes of the levels 0 to 255.
    var levels: [Float] { (0...255).map { self(share: Double($0) / 255) } }

    /// What becomes of a share of the full level, from 0 to 1.
    func callAsFunction(share: Double) -> Float {
        (Float(share) - Float(mean)) * Float(1 / deviation)
    }
}
