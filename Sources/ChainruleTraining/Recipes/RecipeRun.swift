import Chainrule
import ChainruleData
import ChainruleNN

/// A recipe applied to a data set: a trainer with a fresh model, and the images as the model takes them.
public struct RecipeRun {
    public let recipe: Recipe
    public let hyperparameters: Hyperparameters
    public let seed: UInt64
    public let data: TrainingData
    public let standardization: Standardization
    public let model: any Layer
    public let trainer: Trainer

    /// - Parameters:
    ///   - recipe: what is trained.
    ///   - data: what it learns from and is measured on.
    ///   - chosen: what it is trained with.
    ///   - seed: decides the weights, the order of the examples and all else that is random.
    /// - Precondition: there are training examples, not too small for the recipe.
    public init(_ recipe: Recipe, on data: TrainingData, with chosen: Hyperparameters, seed: UInt64) {
        require(data.training.count > 0, "RecipeRun: \(data.name) has an empty training set")
        self.recipe = recipe
        hyperparameters = chosen
        self.seed = seed
        self.data = data
        standardization = Standardization(of: data.training)
        model = recipe.makeModel(
            for: ImageShape(of: data.training), classCount: data.training.classCount, seed: seed)
        let penalty: Trainer.Penalty = { model in l2Penalty(of: model, strength: chosen.l2) }
        trainer = Trainer(
            model, loss: recipe.loss, optimizer: chosen.optimizer.make(for: model, with: chosen),
            metrics: [.accuracy], schedule: chosen.schedule,
            penalty: chosen.l2 == 0 ? nil : penalty,
            accumulation: chosen.accumulation, seed: seed)
    }

    /// The training set.
    public var training: StandardizedImages { StandardizedImages(data.training, standardization) }

    /// The examples to measure on.
    public var validation: StandardizedImages { StandardizedImages(data.validation, standardization) }

    /// Trains to the end of the recipe's epochs, from where the trainer is.
    @discardableResult
    public func fit(
        observers: [any TrainingObserver] = [], stop: StopRequest = StopRequest()
    ) throws -> Outcome {
        let patient = hyperparameters.patience.map { [EarlyStopping(patience: $0)] } ?? []
        return try trainer.fit(
            training, validation: validation, epochs: hyperparameters.epochs,
            batchSize: hyperparameters.batchSize, observers: observers + patient, stop: stop)
    }
}
