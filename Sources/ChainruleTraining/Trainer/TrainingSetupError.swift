import ChainruleData

/// Why a training cannot begin: `fit` throws it before the first step.
public enum TrainingSetupError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The training set is empty.
    case noExamples
    /// A number that must be at least 1, such as the batch size, is not.
    case notPositive(name: String, value: Int)
    /// Something, such as early stopping, needs a validation set, and there is none.
    case noValidationSet(neededBy: String)
    /// The training set is smaller than a batch, and `LastBatch.dropped` drops all of it.
    case noBatches(examples: Int, batchSize: Int)
    /// A batch would have too few examples for the model: those that normalize over a batch need more than one.
    case batchTooSmall(examples: Int, smallest: Int)
    /// The weights of the best epoch are to be restored, and the checkpoint the training resumes from has none.
    case bestWeightsUnknown(epoch: Int)

    public var description: String {
        switch self {
        case .noExamples: "the training set has no examples"
        case .notPositive(let name, let value): "the \(name) is \(value), expected 1 or more"
        case .noValidationSet(let name): "\(name) needs a validation set, and there is none"
        case .noBatches(let examples, let batchSize):
            "\(examples) examples do not fill a batch of \(batchSize), and a smaller last batch is dropped"
        case .batchTooSmall(let examples, let smallest):
            "a batch would have \(examples) of the at least \(smallest) examples that the model needs in training; "
                + "use a larger batch size or more examples, or merge or drop the last batch"
        case .bestWeightsUnknown(let epoch):
            "the weights of the best epoch, \(epoch), are in no checkpoint; resume from its checkpoint, or do not "
                + "restore the best weights"
        }
    }
}

extension Trainer {
    /// How the examples are cut into batches that the model can be trained with.
    ///
    /// - Parameters:
    ///   - lastBatch: nil for one that is kept if it is large enough for the model, and merged if not.
    ///   - smallest: the fewest examples of a batch that the model can be trained with.
    static func cuts(
        of count: Int, batchSize: Int, lastBatch: LastBatch?, smallest: Int
    ) throws(TrainingSetupError) -> BatchCuts {
        let kept = BatchCuts(exampleCount: count, batchSize: batchSize, lastBatch: lastBatch ?? .kept)
        guard let least = kept.smallestCount else { throw .noBatches(examples: count, batchSize: batchSize) }
        if least >= smallest { return kept }
        let merged = BatchCuts(exampleCount: count, batchSize: batchSize, lastBatch: .merged)
        if lastBatch == nil && merged.smallestCount! >= smallest { return merged }
        throw .batchTooSmall(examples: least, smallest: smallest)
    }

    /// Throws if the arguments of `fit` are invalid.
    func check(
        examples: Int, validationExamples: Int, batchSize: Int, readers: Int
    ) throws(TrainingSetupError) {
        if examples == 0 { throw .noExamples }
        for (name, value) in [("batch size", batchSize), ("number of readers", readers)] where value < 1 {
            throw .notPositive(name: name, value: value)
        }
        if schedule.looksAtValidationLoss && validationExamples == 0 {
            throw .noValidationSet(neededBy: "the schedule \(schedule)")
        }
    }
}
