import ChainruleData
import Synchronization

/// One call of ``Trainer/fit(_:validation:epochs:batchSize:lastBatch:readers:observers:stop:)``, as observers see it.
public final class Training {
    public let trainer: Trainer
    /// The training set.
    public let examples: any SampleSet
    /// The validation set, if there is one.
    public let validation: (any SampleSet)?
    /// The total number of epochs.
    public let epochs: Int
    /// Where an epoch is cut into batches.
    let cuts: BatchCuts
    /// What the model and the loss require of the batches.
    let demands: Trainer.Demands
    private let readers: Int
    private var ahead: (epoch: Int, batches: PrefetchedBatches)?

    /// Whether the model gets the weights of its best epoch at the end.
    var restoresBestWeights = false
    /// Whether the run has ended early for good, and was not merely interrupted.
    private(set) var isOver = false

    /// Requests that training stop after the current step; any thread may call it.
    public let stop: StopRequest

    init(
        _ trainer: Trainer, _ examples: any SampleSet, _ validation: (any SampleSet)?, epochs: Int,
        cuts: BatchCuts, demands: Trainer.Demands, readers: Int, stop: StopRequest
    ) {
        self.trainer = trainer
        self.examples = examples
        self.validation = validation
        self.epochs = epochs
        self.cuts = cuts
        self.demands = demands
        self.readers = readers
        self.stop = stop
    }

    /// Examples per batch, except the last of an epoch.
    public var batchSize: Int { cuts.batchSize }

    /// Ends the training for good: more epochs would not make the model better.
    func end(because reason: String) {
        isOver = true
        stop(because: reason)
    }

    /// The batches of an epoch.
    public var batchCount: Int { cuts.batchCount }

    /// The completed epochs, with a fraction within an epoch.
    public var epochsDone: Double {
        let done = cuts.examples(inBatches: trainer.position.batch)
        return Double(trainer.position.epoch) + Double(done) / Double(cuts.examples(inBatches: batchCount))
    }

    /// The learning rate of the next step, by the schedule.
    package var nextLearningRate: Double {
        trainer.schedule.rate(trainer.learningRate, at: moment(of: epochs))
    }

    /// The moment of the run for a schedule.
    func moment(of epochs: Int) -> ScheduleMoment {
        func steps(_ batches: Int) -> Int { (batches + trainer.accumulation - 1) / trainer.accumulation }
        let (position, stepsPerEpoch) = (trainer.position, steps(batchCount))
        return ScheduleMoment(
            step: position.epoch * stepsPerEpoch + steps(position.batch), of: epochs * stepsPerEpoch,
            stepsPerEpoch: stepsPerEpoch, validationLosses: trainer.history.compactMap(\.validationLoss))
    }

    /// The indices of an epoch's examples, batch by batch.
    func batches(ofEpoch epoch: Int) -> MiniBatches {
        MiniBatches(
            of: examples, batchSize: batchSize, seed: trainer.seed, epoch: epoch, lastBatch: cuts.lastBatch)
    }

    /// The remaining batches of an epoch, prepared in advance.
    func feed(from position: Position) -> PrefetchedBatches {
        defer { ahead = nil }
        if let ahead, position.batch == 0 && ahead.epoch == position.epoch { return ahead.batches }
        return newFeed(from: position)
    }

    /// The batches of an epoch once more.
    func secondFeed(ofEpoch epoch: Int) -> PrefetchedBatches {
        var position = Position()
        position.epoch = epoch
        return newFeed(from: position)
    }

    private func newFeed(from position: Position) -> PrefetchedBatches {
        PrefetchedBatches(
            of: examples, in: batches(ofEpoch: position.epoch), startingAt: position.batch,
            ahead: max(2, readers), workers: readers)
    }

    /// Starts to prepare the batches of an epoch, if there will be one, in the background.
    func makeBatchesAhead(ofEpoch epoch: Int) {
        var position = Position()
        position.epoch = epoch
        if epoch < epochs { ahead = (epoch, feed(from: position)) }
    }
}

/// A request to stop training, with its reason.
public final class StopRequest: Sendable {
    private let state = Mutex<String?>(nil)

    public init() {}

    /// Stops training after the current step; the first reason is kept.
    public func callAsFunction(because reason: String) { state.withLock { $0 = $0 ?? reason } }

    /// Why training should stop; nil if it should not.
    public var reason: String? { state.withLock { $0 } }
}

/// How a run ended.
public enum Outcome: Sendable {
    /// All epochs were completed.
    case finished
    /// It was stopped by an observer or a ``StopRequest``.
    case stopped(reason: String)
    /// An error ended it.
    case failed(any Error)
}
