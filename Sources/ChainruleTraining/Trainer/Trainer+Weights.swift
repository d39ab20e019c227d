import Chainrule
import ChainruleNN

// Between and after the steps a model may hold other weights than those being trained: their average, or, at the end,
// those of the best epoch. The weights being trained are stored meanwhile.

/// Parameters and buffers by their dotted names.
typealias Weights = [String: Tensor]

extension Trainer {
    /// The epoch, counted from 1, whose weights the model holds: the best one after a run with
    /// ``EarlyStopping``, else the last; nil within an epoch and before the first.
    public var modelEpoch: Int? {
        if presentsBest, let best { return best.epoch }
        return position.batch == 0 && position.epoch > 0 ? position.epoch : nil
    }

    /// The weights being trained.
    var weightsToGoOnWith: Weights { trainingWeights ?? model.stateDictionary() }

    /// Puts the weights being trained back into the model.
    func takeUpTraining() {
        guard let weights = trainingWeights else { return }
        (trainingWeights, presentsBest) = (nil, false)
        put(weights)
    }

    /// Puts the weights of the best epoch into the model.
    func presentBestWeights() {
        guard let best, best.epoch != modelEpoch else { return presentAverage() }
        present(best.weights)
        presentsBest = true
    }

    /// Puts the average into the model, if there is one.
    func presentAverage() {
        if let weights = averages?.weights { present(weights) }
    }

    /// The model's buffers, by name, after a forward pass over the current epoch with other weights.
    func measureBuffers(with weights: Weights, in training: Training) throws -> Weights {
        let names = Set(model.buffers().map(\.name))
        if names.isEmpty { return [:] }
        let draws = drawCounts
        present(weights)
        defer {
            takeUpTraining()
            drawCounts = draws
        }
        let feed = training.secondFeed(ofEpoch: position.epoch)
        var index = 0
        while let batch = try feed.next() {
            addToRunningStatistics(batch: index) { objective.outputs(batch) }
            index += 1
        }
        return model.stateDictionary().filter { names.contains($0.key) }
    }

    private func present(_ weights: Weights) {
        trainingWeights = weightsToGoOnWith
        put(weights)
    }

    /// Keeps the weights of the best epoch from now on.
    ///
    /// - Throws: `TrainingSetupError` if the best epoch is over and its weights are in no checkpoint; `CheckpointError` if
    ///   they are in one that is damaged.
    func keepBestWeights() throws {
        guard let epoch = bestEpoch, best?.epoch != epoch else { return }
        if epoch == modelEpoch {
            best = (epoch, averages?.weights ?? model.stateDictionary())
        } else if let weights = try restoredFrom?.atEpoch(epoch)?.weights() {
            best = (epoch, weights)
        } else {
            throw TrainingSetupError.bestWeightsUnknown(epoch: epoch)
        }
    }

    private func put(_ weights: Weights) {
        do { try model.load(weights) } catch { fatalError("Trainer: \(error)") }
    }
}
