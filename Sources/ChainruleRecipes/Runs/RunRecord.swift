import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining

/// What made a run, and what came out: enough to repeat it.
public struct RunRecord: Sendable, Equatable, Codable {
    /// The version of Chainrule.
    public var version: String
    /// The words of the command line; empty if the run was made by a program.
    public var command: [String]
    public var environment: RunEnvironment
    public var recipe: String
    /// The options beyond the hyperparameters, those that say which data it was made with among them.
    public var options: OptionValues
    /// SHA-256 by the names of the files that the data were read from.
    public var dataHashes: [String: String]
    public var hyperparameters: Hyperparameters
    public var seed: UInt64
    /// Which fold of a cross-validation was left out; nil for a run on all training examples.
    public var fold: Fold?
    public var parameterCount: Int
    /// The epoch, counted from 1, that the saved model is of; nil if it was saved within one, or not yet.
    public var epoch: Int?
    /// The metrics of the saved model on the training set, if it was evaluated there.
    public var trainingMetrics: [String: Double]?
    /// The metrics of the saved model on the validation set, if it was evaluated there.
    public var validationMetrics: [String: Double]?
    private let fittedTask: FittedTask

    /// The task, fitted to the training set: all that is needed to make predictions for new examples.
    public var task: any LearningTask { fittedTask.task }

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
    ///   - command: the words of the command line, if there was one.
    public init(of run: RecipeRun, command: [String] = []) throws(DataError) {
        version = Chainrule.version
        self.command = command
        environment = RunEnvironment.current
        recipe = run.recipe.name
        options = run.options
        dataHashes = try run.recipe.dataHashes(run.options)
        hyperparameters = run.hyperparameters
        seed = run.seed
        fittedTask = FittedTask(run.task)
        parameterCount = run.trainer.model.parameterCount
    }
}

extension Recipe {
    /// SHA-256 of the files that the data are read from, by their names; none for data that are made.
    ///
    /// - Throws: `DataError` if there are no such data, or a file cannot be read.
    package func dataHashes(_ options: OptionValues) throws(DataError) -> [String: String] {
        var hashes: [String: String] = [:]
        for (name, path) in try task.files(options) { hashes[name] = try SHA256.hexDigest(ofFile: path) }
        return hashes
    }

    /// The options with the random seed of the data written out, if there is one: they say the same for runs of other
    /// seeds.
    public func fixingData(_ options: OptionValues, seed: UInt64) -> OptionValues {
        let dataSeed = DataOptions.seed
        guard options[dataSeed] == nil, task.dependsOnSeed(options) else { return options }
        return options.setting(dataSeed, to: "\(seed)")
    }
}
