import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining

/// A recipe applied to data: a trainer with a newly initialized model, and the examples as the model takes them.
///
/// ```swift
/// let data = try TrainingData(directory: "data/mnist")
/// let run = try RecipeRun(recipe, on: TaskData(data), seed: 0)
/// try run.fit(observers: [ProgressBar()])
/// ```
public struct RecipeRun {
    public let recipe: Recipe
    /// The options beyond the hyperparameters.
    public let options: OptionValues
    public let hyperparameters: Hyperparameters
    public let seed: UInt64
    public let data: any LoadedData
    /// The task, fitted to the training set.
    public let task: any LearningTask
    public let model: any Layer
    public let trainer: Trainer
    /// The training set as it is, for evaluations.
    public let training: any SampleSet
    /// The training set as it is trained on: augmented where options ask for it.
    public let augmentedTraining: any SampleSet
    /// The examples to measure on.
    public let validation: any SampleSet

    /// - Parameters:
    ///   - recipe: what is trained.
    ///   - data: what it learns from and is measured on.
    ///   - options: the options beyond the hyperparameters; none by default.
    ///   - chosen: what it is trained with; by default the recipe's defaults.
    ///   - seed: decides the weights, the order of the examples and all else that is random.
    /// - Throws: `DataError` if there are no training examples, or the data do not fit the recipe.
    public init(
        _ recipe: Recipe, on data: any LoadedData, options: OptionValues = [:],
        with chosen: Hyperparameters? = nil, seed: UInt64
    ) throws(DataError) {
        let chosen = chosen ?? recipe.defaults
        self.recipe = recipe
        self.options = options
        hyperparameters = chosen
        self.seed = seed
        self.data = data
        let task = try data.fittedTask()
        self.task = task
        guard type(of: task) == recipe.task else {
            throw .malformed(
                source: data.name, found: "data for \(type(of: task).name)",
                expected: "data for \(recipe.task.name), as the recipe \(recipe.name) takes them")
        }
        training = try data.trainingSamples(for: task)
        augmentedTraining = try data.augmentedSamples(for: task, options)
        validation = try data.validationSamples(for: task)
        model = try recipe.makeModel(
            for: task, options: options, batchSize: chosen.batchSize, seed: seed, source: data.name)
        let penalty: Trainer.Penalty = { model in l2Penalty(of: model, strength: chosen.l2) }
        trainer = Trainer(
            model, loss: recipe.loss(for: task), optimizer: chosen.optimizer.make(for: model, with: chosen),
            metrics: task.metrics, schedule: chosen.schedule,
            penalty: chosen.l2 == 0 ? nil : penalty,
            accumulation: chosen.accumulation,
            clipping: chosen.clipping.map { .globalNorm($0) }, seed: seed)
    }

    /// Trains to the end of the recipe's epochs, from where the trainer is; a new run is pretrained first, if the recipe says
    /// so.
    @discardableResult
    public func fit(
        observers: [any TrainingObserver] = [], stop: StopRequest = StopRequest()
    ) throws -> Outcome {
        let pretraining = recipe.pretraining.map { [PretrainingObserver($0, self, observers)] } ?? []
        let patient = hyperparameters.patience.map { [EarlyStopping(patience: $0)] } ?? []
        return try trainer.fit(
            augmentedTraining, validation: validation, epochs: hyperparameters.epochs,
            batchSize: hyperparameters.batchSize, observers: pretraining + observers + patient, stop: stop)
    }

    /// Evaluates the model on the training set or the validation set, with all that reports show.
    public func evaluate(on samples: any SampleSet) throws(DataError) -> Evaluation {
        try trainer.evaluate(on: samples, metrics: task.evaluationMetrics)
    }
}
