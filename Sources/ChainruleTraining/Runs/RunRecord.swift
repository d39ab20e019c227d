import Chainrule
import ChainruleData
import ChainruleNN

/// What made a run, and what came out: enough to repeat it.
public struct RunRecord: Sendable, Equatable, Codable {
    /// The version of Chainrule.
    public var version: String
    /// The words of the command line; empty if the run was made by a program.
    public var command: [String]
    public var environment: RunEnvironment
    public var recipe: String
    public var source: DataSource
    /// SHA-256 by the names of the files that the data were read from.
    public var dataHashes: [String: String]
    public var hyperparameters: Hyperparameters
    public var seed: UInt64
    /// Which fold of a cross-validation was left out; nil for a run on all training examples.
    public var fold: Fold?
    /// Channels, height and width of the images.
    public var imageSize: [Int]
    public var classNames: [String]
    public var standardization: Standardization
    public var parameterCount: Int
    /// The epoch, counted from 1, that the saved model is of; nil if it was saved within one, or not yet.
    public var epoch: Int?
    /// The share of training examples recognized at the end.
    public var trainingAccuracy: Double?
    /// The accuracy on the validation set at the end.
    public var validationAccuracy: Double?

    /// One of several parts of the training examples.
    public struct Fold: Sendable, Equatable, Codable {
        /// Counted from 1.
        public let number: Int
        public let count: Int
    }

    /// The record of a run before its first epoch.
    ///
    /// - Parameters:
    ///   - run: what is to be trained.
    ///   - source: where the run's data come from.
    ///   - command: the words of the command line, if there was one.
    public init(of run: RecipeRun, source: DataSource, command: [String] = []) throws(DataError) {
        version = Chainrule.version
        self.command = command
        environment = RunEnvironment.current
        recipe = run.recipe.name
        self.source = source
        dataHashes = try source.hashes()
        hyperparameters = run.hyperparameters
        seed = run.seed
        let images = run.data.training
        imageSize = [images.channels, images.height, images.width]
        classNames = images.classNames
        standardization = run.standardization
        parameterCount = run.trainer.model.parameterCount
    }
}
