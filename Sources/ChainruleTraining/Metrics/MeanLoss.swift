import Foundation

/// The mean loss per example.
public struct MeanLoss: Metric {
    public static let prefersLarger = false

    private var mean = RunningMean()

    public init() {}

    public var name: String { "loss" }

    public mutating func add(_ batch: Predictions) {
        // An empty batch has no mean: 0 · NaN would spoil the sum.
        if batch.count > 0 { mean.add(sum: batch.loss * Double(batch.count), count: batch.count) }
    }

    public var value: Double? { mean.value }

    public mutating func reset() { mean = RunningMean() }
}

/// The perplexity e^loss of a model whose loss is a cross-entropy: the number of equally likely classes with the same
/// loss.
public struct Perplexity: Metric {
    public static let prefersLarger = false

    private var loss = MeanLoss()

    public init() {}

    public var name: String { "perplexity" }

    public mutating func add(_ batch: Predictions) { loss.add(batch) }

    public var value: Double? { loss.value.map { exp($0) } }

    public mutating func reset() { loss.reset() }
}

/// The cross-entropy in bits, loss / ln 2, of a model whose examples are characters.
public struct BitsPerCharacter: Metric {
    public static let prefersLarger = false

    private var loss = MeanLoss()

    public init() {}

    public var name: String { "bits-per-character" }

    public mutating func add(_ batch: Predictions) { loss.add(batch) }

    public var value: Double? { loss.value.map { $0 / log(2) } }

    public mutating func reset() { loss.reset() }
}

extension Metric where Self == MeanLoss {
    /// The mean loss per example.
    public static var loss: MeanLoss { MeanLoss() }
}

extension Metric where Self == Perplexity {
    /// e^loss.
    public static var perplexity: Perplexity { Perplexity() }
}

extension Metric where Self == BitsPerCharacter {
    /// loss / ln 2.
    public static var bitsPerCharacter: BitsPerCharacter { BitsPerCharacter() }
}
