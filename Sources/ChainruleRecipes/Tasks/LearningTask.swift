import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining

/// What is to be learned from data of one kind: image classification, the prediction of a column of a table.
///
/// A task knows how its data are read and split, how examples become tensors, what a network has to predict, how good
/// predictions are measured and shown, and how new examples are read. Everything else, from `chainrule train` to
/// cross-validation, works with any task.
///
/// A value of the type is a task that was fitted to a training set. It holds all that preprocessing took from there, such
/// as the mean of each column and the names of the classes, and is stored with the run: predictions are made with exactly
/// what training was done with.
public protocol LearningTask: Sendable, Codable, Equatable {
    /// Examples of the task, in memory.
    associatedtype Examples: TaskExamples

    /// What records and messages call the task, as in `image classification`.
    static var name: String { get }

    /// The options that say which data a run is made with; `data` is one of them.
    static var options: [any RecipeOptionDeclaration] { get }

    /// Options of which the targets fit ``TaskOutputs/usualLoss`` alone; recipes with a loss of their own do not have them.
    static var optionsOfUsualLoss: [any RecipeOptionDeclaration] { get }

    /// Why options cannot be given together, or which one is missing; nil if there is no such problem.
    static func usageProblem(_ options: OptionValues) -> String?

    /// Whether the random seed decides which examples there are, or which of them are for validation.
    static func dependsOnSeed(_ options: OptionValues) -> Bool

    /// Reads or makes the training and the validation set.
    ///
    /// - Throws: `DataError` if an option that is needed is missing, or the data cannot be read.
    static func load(_ options: OptionValues, seed: UInt64) throws(DataError) -> TaskData<Self>

    /// The paths of the files that ``load(_:seed:)`` reads, by the names that records give them.
    static func files(_ options: OptionValues) throws(DataError) -> [String: String]

    /// Throws `DataError` if what is written to a directory would later be read as data.
    static func requireOutside(_ directory: String, _ options: OptionValues) throws(DataError)

    /// Fits the preprocessing to a training set.
    ///
    /// - Throws: `DataError` if nothing can be learned from it; `source` says where it comes from.
    init(fitting training: Examples, source: String) throws(DataError)

    /// The shape of one example, as a network takes it; of sequences that differ in length, a usual one.
    var inputShape: Shape { get }

    /// Of how many different symbols, such as the words of a vocabulary, examples are sequences: inputs are then their numbers,
    /// int32 from 0. Nil, the default, if inputs are measurements, float32.
    var symbolCount: Int? { get }

    /// What a network has to predict.
    var outputs: TaskOutputs { get }

    /// What should be known of the preprocessing, such as columns that are left out, each in one line.
    var notes: [String] { get }

    /// What is measured after every epoch. The first decides about the best epoch, early stopping and search.
    var metrics: Metrics { get }

    /// What an evaluation measures: ``metrics``, and what ``details(of:examples:width:)`` needs beside them.
    var evaluationMetrics: Metrics { get }

    /// Examples as a network takes them.
    ///
    /// - Throws: `DataError` if they are not of the kind that the task was fitted to; `source` says where they come from.
    func samples(of examples: Examples, source: String) throws(DataError) -> any SampleSet

    /// The training set as a network is trained on it: ``samples(of:source:)``, changed at random where options ask for it.
    ///
    /// - Throws: `DataError` if the examples are not of the kind that the task was fitted to; `source` says where they come
    ///   from.
    func trainingSamples(
        of examples: Examples, _ options: OptionValues, source: String
    ) throws(DataError) -> any SampleSet

    /// Reads examples to evaluate on, with a target for each.
    func validationExamples(at path: String, _ options: OptionValues) throws(DataError) -> Examples

    /// Reads new examples, with or without targets, as a network takes them.
    ///
    /// - Throws: `DataError` if there are none at `path`, or they are not of the kind that the task was fitted to.
    func inputs(at path: String) throws(DataError) -> [TaskInput]

    /// The inputs `[N, …]` of a network for new examples: stacked by default; a task whose examples differ in length fills up the
    /// shorter ones.
    func batch(of inputs: [TaskInput]) -> Tensor

    /// What a network's outputs `[N, …]` for N new examples say of them.
    func predictions(of inputs: [TaskInput], outputs: Tensor) -> [Prediction]

    /// How much each step of new examples, such as each word of a sentence, moved a model's decision, with the steps as names:
    /// positive where it spoke for what is predicted. Nil, the default, if a task does not tell.
    func attributions(of inputs: [TaskInput], in model: any Layer) -> [[Prediction.Figure]]?

    /// New examples with what a network's outputs `[N, …]` say of them drawn into each: images `[3, height, width]` with levels
    /// from 0 to 1, one for each input; by default none. `model` is the network.
    func drawings(of inputs: [TaskInput], outputs: Tensor, model: any Layer) -> [Tensor]

    /// The figures of an evaluation, such as `("accuracy", "98.10 %  (981 of 1000)")`, the most important first.
    func figures(of evaluation: Evaluation) -> [(name: String, text: String)]

    /// What a terminal of `width` columns shows of an evaluation below the figures: a confusion matrix, examples that
    /// were predicted wrongly; nothing by default.
    func details(of evaluation: Evaluation, examples: Examples, width: Int) -> String

    /// Pictures of an evaluation, which are kept with the run; none by default.
    func pictures(of evaluation: Evaluation, examples: Examples) -> [Picture]

    /// What a report shows of an evaluation on `examples`; by default ``details(of:examples:width:)`` and
    /// ``pictures(of:examples:)``.
    func exhibits(of evaluation: Evaluation, examples: Examples) -> [Exhibit]

    /// A look into a trained model, for what an evaluation of its outputs does not tell; nothing by default.
    func view(of model: any Layer, examples: Examples) -> ModelView

    /// Writes texts with a model of the task; nil, the default, if such models write none.
    func writer(for model: any Module) -> TextWriter?
}

extension LearningTask {
    public static var optionsOfUsualLoss: [any RecipeOptionDeclaration] { [] }

    public static func usageProblem(_ options: OptionValues) -> String? { nil }

    public static func requireOutside(_ directory: String, _ options: OptionValues) throws(DataError) {}

    public func trainingSamples(
        of examples: Examples, _ options: OptionValues, source: String
    ) throws(DataError) -> any SampleSet {
        try samples(of: examples, source: source)
    }

    public var symbolCount: Int? { nil }

    /// The element type of a network's inputs.
    var inputDType: DType { symbolCount == nil ? .float32 : .int32 }

    /// The layers of a network for this task; see `ChainruleNN.summary`.
    public func summary(of model: some Layer) -> ModelSummary {
        ChainruleNN.summary(model, inputShape: inputShape, dtype: inputDType)
    }

    public func batch(of inputs: [TaskInput]) -> Tensor { stack(inputs.map(\.tensor)) }

    public var notes: [String] { [] }

    public var evaluationMetrics: Metrics { metrics }

    public func figures(of evaluation: Evaluation) -> [(name: String, text: String)] {
        metrics.members.map { metric in
            (metric.name, evaluation.metrics[metric.name]?.value.map { metric.text(of: $0) } ?? "–")
        }
    }

    public func attributions(of inputs: [TaskInput], in model: any Layer) -> [[Prediction.Figure]]? { nil }

    public func drawings(of inputs: [TaskInput], outputs: Tensor, model: any Layer) -> [Tensor] { [] }

    public func details(of evaluation: Evaluation, examples: Examples, width: Int) -> String { "" }

    public func pictures(of evaluation: Evaluation, examples: Examples) -> [Picture] { [] }

    public func exhibits(of evaluation: Evaluation, examples: Examples) -> [Exhibit] {
        let details = details(of: evaluation, examples: examples, width: 80)
        return (details.isEmpty ? [] : [.text(details)])
            + pictures(of: evaluation, examples: examples).map(Exhibit.picture)
    }

    public func view(of model: any Layer, examples: Examples) -> ModelView { ModelView() }

    public func writer(for model: any Module) -> TextWriter? { nil }

    /// What ``load(_:seed:)`` returns, for a task of which the type is not known.
    public static func loadedData(_ options: OptionValues, seed: UInt64) throws(DataError) -> any LoadedData {
        try load(options, seed: seed)
    }

    /// The metric that decides about the best epoch, early stopping and search.
    public var primaryMetric: any Metric { metrics.members[0] }
}

/// A task whose models write texts.
protocol TextTask: LearningTask {}

/// Examples of a task, in memory.
public protocol TaskExamples: Sendable {
    /// The number of examples.
    var count: Int { get }

    /// The class of each example, by which folds and splits are stratified; nil, the default, if there are no classes.
    var knownClassNumbers: [Int]? { get }

    /// The names of the classes; nil, the default, if there are no classes.
    var knownClassNames: [String]? { get }

    /// The examples at `indices`, in that order.
    func subset(_ indices: [Int]) -> Self
}

extension TaskExamples {
    public var knownClassNumbers: [Int]? { nil }
    public var knownClassNames: [String]? { nil }

    /// The name of the class of each example; nil if there are no classes.
    var exampleLabels: [String]? {
        guard let names = knownClassNames else { return nil }
        return knownClassNumbers?.map { names[$0] }
    }
}

/// An example without a target, as a network takes it.
public struct TaskInput: Sendable {
    /// What predictions call the example: the name of a file, the number of a row, a sentence itself.
    public let name: String
    /// The example, of the task's ``LearningTask/inputShape``, but for the length of sequences.
    public let tensor: Tensor
    /// What stands at each step of a sequence, such as its words; empty for other examples.
    public let steps: [String]
    /// What files about the example are called after, if not after its name.
    let fileName: String?

    public init(name: String, tensor: Tensor, steps: [String] = [], fileName: String? = nil) {
        (self.name, self.tensor, self.steps, self.fileName) = (name, tensor, steps, fileName)
    }
}
