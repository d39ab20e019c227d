import Chainrule

/// Dropout that keeps the mean and variance of what ``SELU`` makes: dropped elements become −λα, not zero.
///
/// In training mode an element is kept with probability q = 1 − p, else replaced by α′ = −λα ≈ −1.758, and all are mapped to
/// a·x + b with a = (q + α′²·q·p)^(−½) and b = −a·p·α′, so that mean 0 and variance 1 stay. In evaluation (see
/// ``evaluating(_:)``) the input is returned unchanged.
///
/// Source: Klambauer, Unterthiner, Mayr and Hochreiter, "Self-normalizing neural networks", NIPS 2017.
public struct AlphaDropout: Layer, CustomStringConvertible {
    public let probability: Double
    private let dropping: Dropping

    /// - Parameters:
    ///   - probability: how likely an element is dropped, from 0 to below 1.
    ///   - generator: the random generator; `Generator.current` at the time of each call by default.
    public init(_ probability: Double = 0.5, from generator: Generator? = nil) {
        self.probability = probability
        dropping = Dropping(probability, generator, for: "AlphaDropout(\(probability))")
    }

    public func forward(_ input: Tensor) -> Tensor {
        guard let kept = dropping.kept(input.shape, dtype: input.dtype, for: "\(self)") else { return input }
        let lowest = -SELUConstants.scale * SELUConstants.alpha
        let share = 1 - probability
        let factor = 1 / (share + lowest * lowest * share * probability).squareRoot()
        let shift = -factor * probability * lowest
        return select(input * factor + shift, where: kept, otherwise: factor * lowest + shift)
    }

    public var members: [(name: String, value: Any)] { dropping.members }

    /// As in `AlphaDropout(0.5)`.
    public var description: String { "AlphaDropout(\(probability))" }
}
