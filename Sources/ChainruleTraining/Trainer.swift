import Chainrule
import ChainruleData
import ChainruleNN

/// Trains a classifier of images by mini-batch gradient descent.
public final class Trainer {
    public let recipe: Recipe
    public let hyperparameters: Hyperparameters
    public let seed: UInt64
    public let data: TrainingData
    public let standardization: Standardization
    public let model: any Layer
    private let optimizer: SGD
    /// Forward, backward and update; the loss and how many examples were recognized.
    private let step: Compiled<[Tensor], Tensor, Tensor>

    /// A trainer with a fresh model; `seed` decides its weights and the order of the examples.
    ///
    /// - Precondition: there are training examples, not too small for the recipe.
    public init(_ recipe: Recipe, on data: TrainingData, with hyperparameters: Hyperparameters, seed: UInt64)
    {
        require(data.training.count > 0, "Trainer: \(data.name) has no training examples")
        self.recipe = recipe
        self.hyperparameters = hyperparameters
        self.seed = seed
        self.data = data
        standardization = Standardization(of: data.training)
        model = recipe.makeModel(
            for: ImageShape(of: data.training), classCount: data.training.classCount, seed: seed)
        let optimizer = SGD(
            model, learningRate: hyperparameters.learningRate, momentum: hyperparameters.momentum)
        self.optimizer = optimizer
        step = compile { [model] images, labels in
            let scores = model(images)
            let loss = recipe.loss(scores, labels)
            let penalized =
                hyperparameters.l2 == 0 ? loss : loss + l2Penalty(of: model, strength: hyperparameters.l2)
            optimizer.update(gradients(of: penalized, withRespectTo: model))
            return [penalized, (scores.argmax() .== labels).cast(to: .int32).sum()]
        }
    }

    /// Trains for one epoch and measures the model on the held-out examples.
    ///
    /// - Parameters:
    ///   - epoch: the epoch, counted from 0; it decides the order of the examples and the learning rate.
    ///   - report: called after every batch.
    /// - Throws: `TrainingError.diverged` as soon as the loss is no number or beyond all measure.
    public func runEpoch(
        _ epoch: Int, report: (EpochProgress) -> Void = { _ in }
    ) throws(TrainingError) -> EpochRecord {
        let batches = MiniBatches(
            count: data.training.count, batchSize: hyperparameters.batchSize, seed: seed, epoch: epoch)
        let clock = ContinuousClock()
        let start = clock.now
        var state = EpochProgress(epoch: epoch, batchCount: batches.count)
        for indices in batches {
            let progress = Double(epoch) + Double(state.batch) / Double(batches.count)
            optimizer.learningRate = hyperparameters.learningRate(
                after: progress / Double(hyperparameters.epochs))
            let (images, labels) = standardization.batch(indices, of: data.training)
            let results = step(images, labels)
            let (loss, correct) = (results[0].item(), Int(results[1].item()))
            try requireSensible(loss, in: epoch)
            state.record(
                loss: loss, correct: correct, count: indices.count, seconds: (clock.now - start).seconds)
            report(state)
        }
        let heldOut = evaluate(on: data.heldOut)
        // The last step of the epoch may have been the one that ruined the model.
        try requireSensible(heldOut.loss, in: epoch)
        return EpochRecord(
            epoch: epoch + 1, loss: state.loss, accuracy: state.accuracy, heldOutLoss: heldOut.loss,
            heldOutAccuracy: heldOut.accuracy, seconds: state.seconds)
    }

    /// How well the model does on `images` as it is now.
    public func evaluate(on images: LabeledImages) -> Evaluation {
        ChainruleTraining.evaluate(model, on: images, standardization, loss: recipe.loss)
    }

    private func requireSensible(_ loss: Double, in epoch: Int) throws(TrainingError) {
        if loss <= TrainingError.largestLoss { return }
        throw .diverged(loss: loss, epoch: epoch + 1, learningRate: hyperparameters.learningRate)
    }
}

extension Duration {
    package var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
