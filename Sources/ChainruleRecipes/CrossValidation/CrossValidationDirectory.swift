import Chainrule
import ChainruleData
import ChainruleTraining
import Foundation

/// The directory of a cross-validation.
///
/// - `fold-1-of-5`, …: the run of each fold.
/// - `cross-validation.json`: the ``CrossValidationRecord``.
public struct CrossValidationDirectory: Sendable {
    public let url: URL
    let command: [String]
    private let reporters: @Sendable (RunDirectory, RecipeRun) -> [any TrainingObserver]

    var recordURL: URL { url.appending(path: "cross-validation.json") }

    /// - Parameters:
    ///   - path: where it is; it need not exist.
    ///   - command: the words of the command line, if there was one.
    ///   - reporters: makes those who watch the run of a fold behind the observers that write its directory; nobody by default.
    public init(
        _ path: String, command: [String] = [],
        reporters: @escaping @Sendable (RunDirectory, RecipeRun) -> [any TrainingObserver] = { _, _ in [] }
    ) {
        url = URL(fileURLWithPath: path)
        (self.command, self.reporters) = (command, reporters)
    }

    /// The run of a fold, counted from 1.
    public func fold(_ number: Int, of count: Int) -> RunDirectory {
        RunDirectory(url.appending(path: "fold-\(number)-of-\(count)").relativePath)
    }

    /// The runs of the folds that have been begun, in their order; none if no cross-validation was.
    public var folds: [RunDirectory] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
        let numbered = names.compactMap { name in
            name.wholeMatch(of: /fold-(\d+)-of-\d+/).flatMap { Int($0.1) }.map { (number: $0, name: name) }
        }
        return numbered.sorted { $0.number < $1.number }
            .map { RunDirectory(url.appending(path: $0.name).relativePath) }.filter(\.isBegun)
    }

    /// Trains a fold to its end, from where an earlier call stopped; the trainer then has the model of the end.
    func complete(
        _ run: RecipeRun, fold number: Int, of count: Int, _ observers: [any TrainingObserver],
        _ stop: StopRequest
    ) throws -> Outcome {
        let place = fold(number, of: count)
        var record = try RunRecord(of: run, command: command)
        record.fold = RunRecord.Fold(number: number, count: count)
        let outcome = try run.complete(
            record, in: place, observers: observers, reporters: reporters(place, run), stop: stop)
        if case .finished = outcome { try place.load(into: run.trainer.model) }
        return outcome
    }
}

/// The configuration and the results of a cross-validation.
public struct CrossValidationRecord: Sendable, Equatable, Codable {
    /// The version of Chainrule.
    public let version: String
    /// The words of the command line; empty if it was made by a program.
    public let command: [String]
    public let environment: RunEnvironment
    public let recipe: String
    /// The options beyond the hyperparameters, those that say which data it was made with among them.
    public let options: OptionValues
    public let hyperparameters: Hyperparameters
    public let seed: UInt64
    public let folds: [CrossValidation.Fold]
    public let metrics: [String: MeanAndDeviation]
    public let loss: MeanAndDeviation

    init(
        _ validation: CrossValidation, of recipe: Recipe, options: OptionValues,
        with chosen: Hyperparameters, seed: UInt64, in directory: CrossValidationDirectory
    ) {
        version = Chainrule.version
        command = directory.command
        environment = RunEnvironment.current
        self.recipe = recipe.name
        self.options = options
        hyperparameters = chosen
        self.seed = seed
        folds = validation.folds
        (metrics, loss) = (validation.metrics, validation.loss)
    }
}
