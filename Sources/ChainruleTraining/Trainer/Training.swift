import ChainruleData
import Synchronization

/// One call of ``Trainer/fit(_:validation:epochs:batchSize:lastBatch:readers:observers:stop:)``, as observers see it.
public final class Training {
    public let trainer: Trainer
    /// What the network learns from.
    public let examples: any SampleSet
    /// What it is measured on after every epoch, if anything.
    public let validation: (any SampleSet)?
    /// The epochs to have been done at the end.
    public let epochs: Int
    /// Where an epoch is cut into batches.
    let cuts: BatchCuts
    /// What the model and the loss demand of the batches.
    let demands: Trainer.Demands
    private let readers: Int
    private var ahead: (epoch: Int, batches: PrefetchedBatches)?

    /// Whether the model is to get the weights of its best epoch when the training is over.
    var restoresBestWeights = false
    /// Whether the training is over though epochs are left, and not merely interrupted.
    private(set) var isOver = false

    /// Asks for the end of the training after the present step; any thread may call it.
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

    /// Examples of a batch, but for the last of an epoch.
    public var batchSize: Int { cuts.batchSize }

    /// Ends the training for good: more epochs would not make the model better.
    func end(because reason: String) {
        isOver = true
        stop(because: reason)
    }

    /// The batches of an epoch.
    public var batchCount: Int { cuts.batchCount }

    /// The epochs done, a fraction within an epoch.
    public var epochsDone: Double {
        let done = cuts.examples(inBatches: trainer.position.batch)
        return Double(trainer.position.epoch) + Double(done) / Double(cuts.examples(inBatches: batchCount))
    }

    /// Where the training stands among the steps of a run of so many epochs.
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
            count: examples.count, batchSize: batchSize, seed: trainer.seed, epoch: epoch,
            lastBatch: cuts.lastBatch)
    }

    /// The batches left of an epoch, made ahead.
    func feed(from position: Position) -> PrefetchedBatches {
        defer { ahead = nil }
        if let ahead, position.batch == 0 && ahead.epoch == position.epoch { return ahead.batches }
        return PrefetchedBatches(
            of: examples, in: batches(ofEpoch: position.epoch), startingAt: position.batch,
            ahead: max(2, readers), workers: readers)
    }

    /// Begins to make the batches of an epoch, if there will be one, while something else is done.
    func makeBatchesAhead(ofEpoch epoch: Int) {
        var position = Position()
        position.epoch = epoch
        if epoch < epochs { ahead = (epoch, feed(from: position)) }
    }
}

/// A wish that a training end, with its reason.
public final class StopRequest: Sendable {
    private let state = Mutex<String?>(nil)

    public init() {}

    /// Ends the training after the present step; the first reason stays.
    public func callAsFunction(because reason: String) { state.withLock { $0 = $0 ?? reason } }

    /// Why the training is to end; nil if it is not.
    public var reason: String? { state.withLock { $0 } }
}

/// How a training ended.
public enum Outcome: Sendable {
    /// All epochs are done.
    case finished
    /// Somebody asked for the end: an observer, or whoever holds the ``StopRequest``.
    case stopped(reason: String)
    /// An error ended it.
    case failed(any Error)
}
