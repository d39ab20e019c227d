import Chainrule

/// What made a run, and what came out: enough to repeat it.
public struct RunRecord: Sendable, Equatable, Codable {
    /// The version of Chainrule.
    public var version: String
    public var recipe: String
    public var source: DataSource
    public var hyperparameters: Hyperparameters
    public var seed: UInt64
    /// The number of threads; results do not depend on it.
    public var threads: Int
    /// Height and width of the images.
    public var imageSize: [Int]
    /// The number of colours of the images; 1 if it is not told.
    public var channels: Int?
    public var classNames: [String]
    public var standardization: Standardization
    public var parameterCount: Int
    /// The share of training examples recognized at the end.
    public var trainingAccuracy: Double?
    /// The share of held-out examples recognized at the end.
    public var heldOutAccuracy: Double?

    /// The record of a trainer's run before its first epoch.
    public init(of trainer: Trainer, source: DataSource) {
        version = Chainrule.version
        recipe = trainer.recipe.name
        self.source = source
        hyperparameters = trainer.hyperparameters
        seed = trainer.seed
        threads = Threads.count
        imageSize = [trainer.data.training.height, trainer.data.training.width]
        channels = trainer.data.training.channels
        classNames = trainer.data.training.classNames
        standardization = trainer.standardization
        parameterCount = trainer.model.parameterCount
    }
}
