import Chainrule

/// Sets random elements to zero in training mode and scales the others by 1 / (1 − probability).
///
/// Each element is dropped with the given probability p and otherwise divided by 1 − p; in evaluation (see
/// ``evaluating(_:)``) the input is returned unchanged.
///
/// Source: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, "Dropout", JMLR 15, 2014.
public struct Dropout: Layer {
    public let probability: Double
    private let generator: Generator?
    private let trainingGuard = TrainingGuard()

    /// - Parameters:
    ///   - probability: how likely an element is dropped, from 0 to below 1.
    ///   - generator: the random generator; `Generator.current` at the time of each call by default.
    public init(_ probability: Double = 0.5, from generator: Generator? = nil) {
        require((0..<1).contains(probability), "Dropout(\(probability)): the probability must be in 0..<1")
        self.probability = probability
        self.generator = generator
    }

    public func forward(_ input: Tensor) -> Tensor {
        let mode = trainingGuard.mode(of: "Dropout(\(probability))")
        if mode == .evaluation || probability == 0 { return input }
        let numbers = Tensor.uniform(input.shape, dtype: input.dtype, from: generator ?? .current)
        return select(input * (1 / (1 - probability)), where: numbers .>= probability, otherwise: 0)
    }
}
