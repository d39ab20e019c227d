import Chainrule

/// A randomized leaky ReLU: x where it is positive and a·x elsewhere.
///
/// In training mode every element has an a of its own, drawn evenly from `lower`..<`upper`; in evaluation mode a is
/// the mean of the two.
///
/// Source: Xu, Wang, Chen and Li, "Empirical evaluation of rectified activations in convolutional network", 2015.
public struct RReLU: Layer {
    public let lower: Double
    public let upper: Double
    private let generator: Generator?
    private let trainingGuard = TrainingGuard()

    /// - Parameters:
    ///   - lower: the least slope.
    ///   - upper: the largest slope.
    ///   - generator: the random generator; `Generator.current` at the time of each call by default.
    /// - Precondition: `lower` is not above `upper`.
    public init(_ lower: Double = 1 / 8, _ upper: Double = 1 / 3, from generator: Generator? = nil) {
        require(lower <= upper, "RReLU: the lower slope \(lower) is above the upper one, \(upper)")
        self.lower = lower
        self.upper = upper
        self.generator = generator
    }

    public func forward(_ input: Tensor) -> Tensor {
        let mode = trainingGuard.mode(of: "RReLU(\(lower), \(upper))")
        if mode == .evaluation || lower == upper { return leakyReLU(input, slope: (lower + upper) / 2) }
        let slopes = Tensor.uniform(
            input.shape, in: lower..<upper, dtype: input.dtype, from: generator ?? .current)
        return select(input, where: input .> 0, otherwise: input * slopes)
    }
}
