import Chainrule
import ChainruleData
import ChainruleNN

/// Trains a network by mini-batch gradient descent, watched by observers.
///
/// ```swift
/// let trainer = Trainer(
///     model, loss: softmaxCrossEntropy, optimizer: SGD(model, learningRate: 0.02, momentum: 0.9),
///     metrics: [.accuracy], schedule: .linear)
/// try trainer.fit(training, validation: validation, epochs: 10, observers: [ProgressBar(), Doctor()])
/// ```
///
/// With the same seed, data and number of threads the parameters come out the same to the last bit, also when the
/// training was stopped and went on from a ``Checkpoint``.
public final class Trainer {
    /// The loss of a batch: one number made of outputs and targets, a mean over the examples.
    public typealias Loss = (_ outputs: Tensor, _ targets: Tensor) -> Tensor
    /// What the model makes of a batch.
    public typealias Outputs = (_ batch: Batch) -> Tensor
    /// The loss of a batch, with all its fields: one number, a mean over the examples.
    public typealias BatchLoss = (_ outputs: Tensor, _ batch: Batch) -> Tensor
    /// What is added to the loss for the size of parameters.
    public typealias Penalty = (any Module) -> Tensor

    public let model: any Module
    public let optimizer: Optimizer
    /// How the learning rate changes; it multiplies ``learningRate``.
    public let schedule: Schedule
    /// The optimizer's learning rate at the beginning.
    public let learningRate: Double
    /// The batches whose gradients are averaged for one update.
    public let accumulation: Int
    /// How gradients are bounded before every update, if they are.
    public let clipping: GradientClipping?
    /// Which average of its weights the model is validated and saved with, if it is.
    public var averaging: WeightAveraging? { averages?.averaging }
    /// Decides the order of the examples, and what is drawn at random while training.
    public let seed: UInt64
    /// A loss that exceeds that of the first batch by this many times its size, or 1 if that is less, counts as
    /// divergence; 10⁶ unless changed.
    public var divergenceFactor = 1e6

    /// How far the training has come.
    public internal(set) var position = Position()
    /// The epochs done.
    public internal(set) var history: [EpochRecord] = []

    /// The loss of the first batch of all.
    var firstLoss: Double?
    /// Without counts: what every epoch starts its metrics from.
    let metrics: Metrics
    /// The sums of the epoch under way.
    var sums: EpochSums
    let generator: Generator
    /// Every generator that a step may draw from, by its dotted name; "" is the trainer's own.
    private let generators: [String: Generator]
    /// The epochs that the latest call, or the checkpoint, was to come to; nil before the first.
    var plannedEpochs: Int?
    /// What a checkpoint was made with: the batches of the epoch under way must be the same.
    var restored: BatchCuts?
    /// The checkpoint that the trainer goes on from.
    var restoredFrom: Checkpoint?
    /// The weights of the best epoch, if they are kept.
    var best: (epoch: Int, weights: Weights)?
    /// The average of the weights, if one is kept.
    let averages: AverageWeights?
    /// Whether the model holds the best weights.
    var presentsBest = false
    /// What training goes on with, while the model holds other weights.
    var trainingWeights: Weights?
    let step: TrainingStep
    let objective: RegularizedLoss

    /// - Parameters:
    ///   - model: what is trained; it has its first parameters.
    ///   - loss: compares the model's outputs for a batch with the targets.
    ///   - optimizer: made for the model's parameters.
    ///   - metrics: what is measured beside the loss, in training and on validation set.
    ///   - schedule: how the learning rate changes, not at all by default.
    ///   - penalty: added to the loss, as in `{ l2Penalty(of: $0, strength: 1e-4) }`; none by default. Figures of
    ///     the loss are without it.
    ///   - accumulation: how many batches one update is made of, 1 by default.
    ///   - clipping: how gradients are bounded before every update, not at all by default.
    ///   - averaging: which average of its weights the model is validated and saved with, and holds when a training has
    ///     ended; by default the latest weights.
    ///   - seed: decides all that is random.
    /// - Precondition: `accumulation` is at least 1.
    public convenience init(
        _ model: some Layer, loss: @escaping Loss, optimizer: Optimizer, metrics: Metrics = [],
        schedule: Schedule = .constant, penalty: Penalty? = nil, accumulation: Int = 1,
        clipping: GradientClipping? = nil, averaging: WeightAveraging? = nil, seed: UInt64 = 0
    ) {
        self.init(
            model, outputs: { model($0.inputs) }, loss: { loss($0, $1.targets) }, optimizer: optimizer,
            metrics: metrics, schedule: schedule, penalty: penalty, accumulation: accumulation,
            clipping: clipping,
            averaging: averaging, seed: seed)
    }

    /// A trainer of a model that takes more than one tensor, or of a loss that looks at more than the targets.
    ///
    /// ```swift
    /// let trainer = Trainer(
    ///     model, outputs: { batch in model(batch.inputs, mask: batch["mask"]) },
    ///     loss: { outputs, batch in
    ///         (softmaxCrossEntropy(outputs, batch.targets, reduction: .none) * batch["weight"]).mean()
    ///     }, optimizer: Adam(model))
    /// try trainer.fit(Samples(inputs: x, targets: y, fields: ["mask": mask, "weight": weight]), epochs: 10)
    /// ```
    ///
    /// - Parameters:
    ///   - model: what is trained; it has its first parameters.
    ///   - outputs: what the model makes of a batch; metrics compare it with the targets.
    ///   - loss: compares the outputs with the batch.
    ///   - optimizer: made for the model's parameters.
    ///   - metrics: what is measured beside the loss, in training and on the validation set.
    ///   - schedule: how the learning rate changes, not at all by default.
    ///   - penalty: added to the loss; none by default. Figures of the loss are without it.
    ///   - accumulation: how many batches one update is made of, 1 by default.
    ///   - clipping: how gradients are bounded before every update, not at all by default.
    ///   - averaging: which average of its weights the model is validated and saved with, and holds when a training has
    ///     ended; by default the latest weights.
    ///   - seed: decides all that is random.
    /// - Precondition: `accumulation` is at least 1.
    public init(
        _ model: some Module, outputs: @escaping Outputs, loss: @escaping BatchLoss, optimizer: Optimizer,
        metrics: Metrics = [], schedule: Schedule = .constant, penalty: Penalty? = nil, accumulation: Int = 1,
        clipping: GradientClipping? = nil, averaging: WeightAveraging? = nil, seed: UInt64 = 0
    ) {
        require(accumulation >= 1, "Trainer: accumulation is \(accumulation), expected at least 1")
        self.model = model
        self.optimizer = optimizer
        self.metrics = metrics
        self.schedule = schedule
        self.accumulation = accumulation
        self.clipping = clipping
        averages = averaging.map { AverageWeights($0, of: model) }
        self.seed = seed
        learningRate = optimizer.learningRate
        sums = EpochSums(metrics)
        generator = Generator(seed: seed)
        generators = Dictionary(
            uniqueKeysWithValues: model.generators().map { ($0.name, $0.generator) } + [("", generator)])
        objective = RegularizedLoss(model: model, outputs: outputs, loss: loss, penalty: penalty)
        step = TrainingStep(objective, optimizer, clipping, averages)
    }

    /// How well the model does on all of `samples`, in evaluation mode.
    ///
    /// - Parameters:
    ///   - samples: what is measured on.
    ///   - metrics: what is measured beside the loss; by default the trainer's metrics.
    ///   - batchSize: bounds the memory, 500 by default; it has no influence on the result but for rounding.
    /// - Throws: `DataError` if a sample cannot be read or has a label beyond the model's outputs.
    public func evaluate(
        on samples: any SampleSet, metrics: Metrics? = nil, batchSize: Int = 500
    ) throws(DataError) -> Evaluation {
        let demands = samples.count == 0 ? nil : try demands(of: samples, batchSize: 2)
        return try evaluate(on: samples, demands, metrics: metrics, batchSize: batchSize)
    }

    func evaluate(
        on samples: any SampleSet, _ demands: Demands?, metrics: Metrics? = nil, batchSize: Int = 500
    ) throws(DataError) -> Evaluation {
        var sums = EpochSums(metrics ?? self.metrics)
        for indices in MiniBatches(count: samples.count, batchSize: batchSize, shuffled: false) {
            let batch = try samples.batch(indices)
            if let demands { try checkLabels(of: batch, demands) { indices } }
            let results = step.evaluate(batch)
            sums.add(results[0], results[1], of: batch)
        }
        return Evaluation(loss: sums.examples == 0 ? nil : sums.loss, metrics: sums.metrics)
    }

    /// The loss of a batch, with the penalty, as a graph to look at.
    func lossGraph(of batch: Batch) -> Tensor {
        restoringState {
            objective.forward(batch.named).total
        }
    }

    /// The random draws that a step may have made, by the dotted names of what draws; "" is the trainer itself.
    var drawCounts: [String: UInt64] {
        get { generators.mapValues(\.drawCount) }
        set { for (name, generator) in generators { generator.drawCount = newValue[name]! } }
    }

    /// What `body` makes of the model as in training; buffers and random generators then are as before.
    func restoringState<Result>(_ body: () throws -> Result) rethrows -> Result {
        let draws = drawCounts
        let buffers = model.buffers().map { ($0.buffer, $0.buffer.value) }
        defer {
            drawCounts = draws
            for (buffer, value) in buffers { buffer.value = value }
        }
        return try Generator.$current.withValue(generator, operation: body)
    }
}
