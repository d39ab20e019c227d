import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining

/// A training set with its validation set, for a task.
public struct TaskData<Task: LearningTask>: LoadedData {
    public let name: String
    public let training: Task.Examples
    public let validation: Task.Examples
    public let summary: String
    public let notes: [String]

    /// - Parameters:
    ///   - name: what the data set is called.
    ///   - training: what is learned from.
    ///   - validation: what is measured on.
    ///   - summary: what the data are, as in `150 training and 30 validation rows`.
    ///   - notes: what should be known before training, each in one line.
    public init(
        name: String, training: Task.Examples, validation: Task.Examples, summary: String,
        notes: [String] = []
    ) {
        self.name = name
        self.training = training
        self.validation = validation
        self.summary = summary
        self.notes = notes
    }

    public var trainingCount: Int { training.count }
    public var validationCount: Int { validation.count }
    public var trainingLabels: [String]? { training.exampleLabels }
    public var validationLabels: [String]? { validation.exampleLabels }

    public func fittedTask() throws(DataError) -> any LearningTask {
        guard training.count > 0 else {
            throw .malformed(source: name, found: "an empty training set", expected: "at least one example")
        }
        return try Task(fitting: training, source: name)
    }

    public func trainingSamples(for task: any LearningTask) throws(DataError) -> any SampleSet {
        try own(task).samples(of: training, source: name)
    }

    public func augmentedSamples(
        for task: any LearningTask, _ options: OptionValues
    ) throws(DataError) -> any SampleSet {
        try own(task).trainingSamples(of: training, options, source: name)
    }

    public func validationSamples(for task: any LearningTask) throws(DataError) -> any SampleSet {
        try own(task).samples(of: validation, source: name)
    }

    public func details(of evaluation: Evaluation, for task: any LearningTask, width: Int) -> String {
        (task as! Task).details(of: evaluation, examples: validation, width: width)
    }

    public func pictures(of evaluation: Evaluation, for task: any LearningTask) -> [Picture] {
        (task as! Task).pictures(of: evaluation, examples: validation)
    }

    public func exhibits(of evaluation: Evaluation, for task: any LearningTask) -> [Exhibit] {
        (task as! Task).exhibits(of: evaluation, examples: validation)
    }

    public func view(of model: any Layer, for task: any LearningTask) -> ModelView {
        (task as! Task).view(of: model, examples: validation)
    }

    public func folds(_ count: Int, seed: UInt64) -> [any LoadedData] {
        let all = ChainruleData.Examples(Array(0..<training.count))
        let folds =
            training.knownClassNumbers.map { all.folds(count, seed: seed, stratifiedBy: $0) }
            ?? all.folds(count, seed: seed)
        return folds.map { fold in
            TaskData(
                name: name, training: training.subset(fold.training.indices),
                validation: training.subset(fold.validation.indices), summary: summary)
        }
    }

    private func own(_ task: any LearningTask) throws(DataError) -> Task {
        guard let task = task as? Task else {
            throw .malformed(
                source: name, found: "data for \(Task.name)", expected: "data for \(type(of: task).name)")
        }
        return task
    }
}

/// A training set with its validation set, for whichever task.
public protocol LoadedData: Sendable {
    /// What the data set is called.
    var name: String { get }
    /// What the data are, as in `150 training and 30 validation rows`.
    var summary: String { get }
    /// What should be known before training, each in one line.
    var notes: [String] { get }
    /// The number of training examples.
    var trainingCount: Int { get }
    /// The number of validation examples.
    var validationCount: Int { get }

    /// The name of the class of each training example; nil if there are no classes.
    var trainingLabels: [String]? { get }
    /// The name of the class of each validation example; nil if there are no classes.
    var validationLabels: [String]? { get }

    /// The task, fitted to the training set.
    ///
    /// - Throws: `DataError` if nothing can be learned from it.
    func fittedTask() throws(DataError) -> any LearningTask

    /// The training set as a network takes it.
    ///
    /// - Throws: `DataError` if the task is of another kind, or was fitted to other data.
    func trainingSamples(for task: any LearningTask) throws(DataError) -> any SampleSet

    /// The training set as a network is trained on it: changed at random in every epoch, where options ask for it.
    ///
    /// - Throws: `DataError` if the task is of another kind, or was fitted to other data.
    func augmentedSamples(
        for task: any LearningTask, _ options: OptionValues
    ) throws(DataError) -> any SampleSet

    /// The validation set as a network takes it.
    ///
    /// - Throws: `DataError` if the task is of another kind, or was fitted to other data.
    func validationSamples(for task: any LearningTask) throws(DataError) -> any SampleSet

    /// What a terminal shows of an evaluation on the validation set below its figures.
    func details(of evaluation: Evaluation, for task: any LearningTask, width: Int) -> String

    /// Pictures of an evaluation on the validation set, which are kept with the run.
    func pictures(of evaluation: Evaluation, for task: any LearningTask) -> [Picture]

    /// What a report shows of an evaluation on the validation set.
    func exhibits(of evaluation: Evaluation, for task: any LearningTask) -> [Exhibit]

    /// A look into a trained model, with the validation set.
    func view(of model: any Layer, for task: any LearningTask) -> ModelView

    /// The training set, split into training and validation sets for a cross-validation.
    func folds(_ count: Int, seed: UInt64) -> [any LoadedData]
}
