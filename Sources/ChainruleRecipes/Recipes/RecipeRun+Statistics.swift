import Chainrule
import ChainruleData
import ChainruleNN

extension RecipeRun {
    /// The first batch of the training set.
    ///
    /// - Parameter size: the number of examples, of which there may be fewer; by default the batch size.
    public func firstBatch(of size: Int? = nil) throws(DataError) -> Batch {
        let batches = MiniBatches(
            count: training.count, batchSize: size ?? hyperparameters.batchSize, seed: seed)
        return try training.batch(batches[0])
    }

    /// How the outputs of a model's layers, and the gradients of the recipe's loss, are distributed for a batch.
    ///
    /// - Parameters:
    ///   - model: a model of the recipe; by default the run's own.
    ///   - batch: inputs and targets of the task.
    public func activationStatistics(
        of model: (any Layer)? = nil, for batch: Batch
    ) -> ActivationStatistics {
        let loss = recipe.loss(for: task)
        let model = model ?? self.model
        return ChainruleNN.activationStatistics(model, batch.inputs) { loss($0, batch.targets) }
    }
}
