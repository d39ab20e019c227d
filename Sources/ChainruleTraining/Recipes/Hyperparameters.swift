/// The numbers that are chosen and not learned.
public struct Hyperparameters: Sendable, Equatable, Codable {
    /// Passes over the training examples.
    public var epochs: Int
    /// Examples per step.
    public var batchSize: Int
    /// The rule that changes the parameters.
    public var optimizer: OptimizerKind
    /// The length of the optimizer's steps at the start.
    public var learningRate: Double
    /// How the learning rate changes.
    public var schedule: Schedule
    /// The share of the last step that is added to the next, for optimizers that have one.
    public var momentum: Double
    /// The strength λ of the penalty ½·λ·Σw² on the weights.
    public var l2: Double
    /// The batches whose gradients are averaged for one step.
    public var accumulation: Int

    public init(
        epochs: Int, batchSize: Int, optimizer: OptimizerKind = .sgd, learningRate: Double,
        schedule: Schedule = .linear, momentum: Double = 0.9, l2: Double = 0, accumulation: Int = 1
    ) {
        self.epochs = epochs
        self.batchSize = batchSize
        self.optimizer = optimizer
        self.learningRate = learningRate
        self.schedule = schedule
        self.momentum = momentum
        self.l2 = l2
        self.accumulation = accumulation
    }
}
