/// The numbers that are chosen and not learned.
public struct Hyperparameters: Sendable, Equatable, Codable {
    /// Passes over the training examples.
    public var epochs: Int
    /// Examples per step.
    public var batchSize: Int
    /// The step size of gradient descent at the start; see ``learningRate(after:)``.
    public var learningRate: Double
    /// The share of the last step that is added to the next.
    public var momentum: Double
    /// The strength λ of the penalty ½·λ·Σw² on the weights.
    public var l2: Double

    public init(epochs: Int, batchSize: Int, learningRate: Double, momentum: Double = 0.9, l2: Double = 0) {
        self.epochs = epochs
        self.batchSize = batchSize
        self.learningRate = learningRate
        self.momentum = momentum
        self.l2 = l2
    }

    /// The learning rate after a share of all steps, from 0 to 1: it falls evenly to zero.
    public func learningRate(after share: Double) -> Double { learningRate * (1 - share) }
}
