import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining

/// A run read back from its directory: the model with its parameters, and what made it.
///
/// ```swift
/// let run = try SavedRun("runs/lenet")
/// let answers = try run.predict(["seven.png", "two.png"])
/// print(answers.map(\.label))
/// ```
public struct SavedRun {
    public let record: RunRecord
    public let recipe: Recipe
    public let model: any Layer
    /// The path of its directory, for errors.
    let source: String

    /// The task, as it was fitted to the training set.
    public var task: any LearningTask { record.task }

    /// Reads the run in the directory at `path`, as the initializer that takes a `RunDirectory` does.
    public init(_ path: String) throws { try self.init(RunDirectory(path)) }

    /// Reads a run.
    ///
    /// - Throws: `DataError` if its files are missing, damaged or of another version, or `SafetensorsError` or `StateError`
    ///   if the saved model is of another architecture.
    public init(_ directory: RunDirectory) throws {
        source = directory.url.path
        record = try directory.record()
        recipe = try record.checkedRecipe(source: source)
        model = try recipe.makeModel(
            for: record.task, options: record.options, batchSize: record.hyperparameters.batchSize,
            seed: record.seed, source: source)
        try directory.load(into: model)
    }

    /// The data the run was made with.
    public func data() throws(DataError) -> any LoadedData {
        try recipe.task.loadedData(record.options, seed: record.seed)
    }

    /// An evaluation of the model on the validation set of the run's data, or on that of the data at `path`.
    ///
    /// - Throws: `DataError` if the data cannot be read, or are not of the kind that the model was trained on.
    public func evaluate(on path: String? = nil) throws(DataError) -> EvaluatedRun {
        try evaluate(on: validation(path))
    }

    /// An evaluation of the model on the validation set of `data`.
    ///
    /// - Throws: `DataError` if the data are not of the kind that the model was trained on.
    public func evaluate(on data: any LoadedData) throws(DataError) -> EvaluatedRun {
        let trainer = Trainer(model, loss: recipe.loss(for: task), optimizer: SGD(model, learningRate: 0))
        let task = task
        let evaluation = try trainer.evaluate(
            on: data.validationSamples(for: task), metrics: task.evaluationMetrics)
        let view = data.view(of: model, for: task)
        return EvaluatedRun(
            dataName: data.name, evaluation: evaluation, figures: task.figures(of: evaluation) + view.figures,
            details: { data.details(of: evaluation, for: task, width: $0) + view.details($0) })
    }

    /// The validation set, that of the run's data or that of the data at `path`.
    public func validation(_ path: String?) throws(DataError) -> any LoadedData {
        guard let path else { return try data() }
        return try task.validationData(at: path, record.options)
    }

    /// What the model predicts for the examples at each of the paths.
    ///
    /// A path is that of a JPEG or PNG file, of a directory of them or of a NumPy array for image classification, that of a CSV
    /// file, with or without the column that is predicted, for tables, and that of a text with a sentence in each line for
    /// sentences; `-` is a table or a text on standard input.
    ///
    /// - Throws: `DataError` if examples cannot be read, or are not of the kind that the model was trained on.
    public func predict(_ paths: [String]) throws(DataError) -> [Prediction] {
        var inputs: [TaskInput] = []
        for path in paths { inputs += try task.inputs(at: path) }
        return predict(inputs)
    }

    /// What the model predicts for inputs as a network takes them.
    public func predict(_ inputs: [TaskInput]) -> [Prediction] {
        applied(to: inputs) { task.predictions(of: $0, outputs: $1) }
    }

    /// Whether the run's task tells how much each part of an input moved a decision, such as each word of a sentence.
    public var tellsAttributions: Bool { task.attributions(of: [], in: model) != nil }

    /// What the model predicts for inputs as a network takes them, and how much each of their parts moved the decision.
    ///
    /// - Throws: `DataError` if the run's task does not tell.
    public func attributedPredictions(_ inputs: [TaskInput]) throws(DataError) -> [Prediction] {
        guard let attributions = task.attributions(of: inputs, in: model) else {
            throw .malformed(
                source: source,
                found: "a run of \(recipe.name), whose inputs have no parts that can be told apart",
                expected: "one that classifies sentences")
        }
        return zip(predict(inputs), attributions).map { prediction, attributions in
            var prediction = prediction
            prediction.attributions = attributions
            return prediction
        }
    }

    /// A picture of each input with what the model predicts drawn into it, such as boxes with the names of classes, named
    /// after the input, as in `street-predicted.png`; none if the task draws no predictions.
    public func pictures(_ inputs: [TaskInput]) -> [Picture] {
        let drawings = applied(to: inputs) { task.drawings(of: $0, outputs: $1, model: model) }
        var uses: [String: Int] = [:]
        return zip(inputs, drawings).map { input, drawing in
            let name = input.fileName ?? input.lastOfName
            uses[name, default: 0] += 1
            let number = uses[name]! == 1 ? "" : "-\(uses[name]!)"
            return Picture(
                fileName: "\(name)-predicted\(number).png", summary: "what was predicted for \(input.name)",
                image: drawing)
        }
    }

    /// What `body` makes of the inputs and the model's outputs for them, batch by batch.
    private func applied<Part>(
        to inputs: [TaskInput], _ body: (_ batch: [TaskInput], _ outputs: Tensor) -> [Part]
    ) -> [Part] {
        let batches = stride(from: 0, to: inputs.count, by: Self.batchSize).map {
            inputs[$0..<min($0 + Self.batchSize, inputs.count)]
        }
        let model = model
        let outputs = compile { (inputs: Tensor) in evaluating { model(inputs) } }
        return batches.flatMap { batch in
            body(Array(batch), outputs(task.batch(of: Array(batch))))
        }
    }

    /// The model's outputs `[N, outputs]` for samples, in their order.
    func outputs(for samples: any SampleSet) throws(DataError) -> Tensor {
        let model = model
        let outputs = compile { (inputs: Tensor) in evaluating { model(inputs) } }
        return try samples.outputs(batchSize: Self.batchSize) { outputs($0) }
    }

    static let batchSize = 500
}

extension TaskInput {
    /// The name without directory and extension; of an example of an array, with its number.
    fileprivate var lastOfName: String {
        let last = name.split(separator: "/").last ?? "input"
        let parts = last.split(separator: ".", omittingEmptySubsequences: false)
        let number = parts.last!.split(separator: "[").dropFirst().first.map { "-\($0.dropLast())" } ?? ""
        return (parts.count > 1 ? parts.dropLast().joined(separator: ".") : String(last)) + number
    }
}

/// A run with its evaluation on some data.
public struct EvaluatedRun {
    /// What the data are called.
    public let dataName: String
    public let evaluation: Evaluation
    /// The figures by name, the most important first.
    public let figures: [(name: String, text: String)]
    /// What a terminal of so many columns shows below the figures.
    public let details: (_ width: Int) -> String
}

extension LearningTask {
    /// Examples at `path` as a validation set.
    fileprivate func validationData(
        at path: String, _ options: OptionValues
    ) throws(DataError) -> any LoadedData {
        let examples = try validationExamples(at: path, options)
        return TaskData<Self>(
            name: path, training: examples.subset([]), validation: examples,
            summary: "\(examples.count) examples")
    }
}

extension RecipeRun {
    /// A run as its record says, before its first epoch.
    ///
    /// - Parameters:
    ///   - record: what made the run.
    ///   - source: where the record lies, for errors.
    /// - Throws: `DataError` if the record makes no sense, is that of a range test, or the data or the engine are not
    ///   those the run was begun with.
    public init(resuming record: RunRecord, source: String) throws(DataError) {
        let recipe = try record.checkedRecipe(source: source)
        if record.hyperparameters.schedule.isRangeTest {
            throw .malformed(
                source: source, found: "a range test",
                expected: "a run that can be resumed; start the range test again")
        }
        if let fold = record.fold {
            throw .malformed(
                source: source, found: "fold \(fold.number) of a cross-validation",
                expected:
                    "a run of train; repeat the cross-validate command to resume its folds"
            )
        }
        if let difference = RunEnvironment.current.difference(from: record.environment) {
            throw .malformed(source: source, found: difference.found, expected: difference.expected)
        }
        let hashes = try recipe.dataHashes(record.options)
        if hashes != record.dataHashes {
            let changed = Set(hashes.keys).union(record.dataHashes.keys).filter {
                hashes[$0] != record.dataHashes[$0]
            }
            throw .malformed(
                source: "the data of \(source)",
                found: "changes in \(changed.sorted().joined(separator: ", "))",
                expected: "the files that the run was started with")
        }
        let data: any LoadedData = try recipe.task.loadedData(record.options, seed: record.seed)
        try self.init(
            recipe, on: data, options: record.options, with: record.hyperparameters, seed: record.seed)
    }
}

extension RunRecord {
    /// The recipe, once everything a model is built from has been found sound.
    fileprivate func checkedRecipe(source: String) throws(DataError) -> Recipe {
        func malformed(_ found: String, _ expected: String) -> DataError {
            .malformed(source: "\(source)/run.json", found: found, expected: expected)
        }
        guard let recipe = Recipe.named(recipe) else {
            throw malformed(
                "the recipe '\(recipe)'", "one of \(Recipe.all.map(\.name).joined(separator: ", "))")
        }
        guard type(of: task) == recipe.task else {
            throw malformed(
                "the task \(type(of: task).name)", "\(recipe.task.name), that of the recipe \(recipe.name)")
        }
        if let problem = options.problem(with: recipe.allOptions) {
            throw malformed(problem.found, problem.expected)
        }
        // Before memory is taken for a model of a size that only this file asserts.
        let count = try withoutValues { () throws(DataError) in
            try recipe.makeModel(
                for: task, options: options, batchSize: hyperparameters.batchSize, seed: seed,
                source: "\(source)/run.json")
        }.parameterCount
        guard parameterCount == count else {
            throw malformed(
                "\(parameterCount) parameters", "\(count), as the recipe \(recipe.name) has for these data")
        }
        return recipe
    }
}
