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
/// With the same seed and data the resulting parameters are the same bit for bit, on any number of threads, also when
/// the run was interrupted and resumed from a ``Checkpoint``.
public final class Trainer {
    /// The loss of a batch as a function of outputs and targets: a scalar, the mean over the examples.
    public typealias Loss = (_ outputs: Tensor, _ targets: Tensor) -> Tensor
    /// The outputs of the model for a batch.
    public typealias Outputs = (_ batch: Batch) -> Tensor
    /// The loss as a function of outputs and the whole batch: a scalar, the mean over the examples.
    public typealias BatchLoss = (_ outputs: Tensor, _ batch: Batch) -> Tensor
    /// A penalty on the parameters that is added to the loss.
    public typealias Penalty = (any Module) -> Tensor

    public let model: any Module
    public let optimizer: Optimizer
    /// How the learning rate changes; it multiplies ``learningRate``.
    public let schedule: Schedule
    /// The optimizer's initial learning rate.
    public let learningRate: Double
    /// The number of batches whose gradients are averaged for one update.
    public let accumulation: Int
    /// How gradients are clipped before every update; nil for no clipping.
    public let clipping: GradientClipping?
    /// The average of the weights that the model is validated and saved with; nil for the latest weights.
    public var averaging: WeightAveraging? { averages?.averaging }
    /// The random seed: decides the order of the examples and all random draws in training.
    public let seed: UInt64
    /// A loss that exceeds that of the first batch by this many times its size, or 1 if that is less, counts as
    /// divergence; 10⁶ unless changed.
    public var divergenceFactor = 1e6

    /// The progress of the run.
    public internal(set) var position = Position()
    /// The completed epochs.
    public internal(set) var history: [EpochRecord] = []

    /// How the training went inside, if a ``DynamicsRecorder`` watches it.
    public internal(set) var dynamics: TrainingDynamics?

    /// The loss of the first batch of all.
    var firstLoss: Double?
    /// Without counts: what every epoch starts its metrics from.
    let metrics: Metrics
    /// The sums of the epoch under way.
    var sums: EpochSums
    let generator: Generator
    /// Every generator that a step may draw from, by its dotted name; "" is the trainer's own.
    private let generators: [String: Generator]
    /// The total number of epochs of the latest call or the checkpoint; nil before the first.
    var plannedEpochs: Int?
    /// The batches of the restored checkpoint: those of the current epoch must be the same.
    var restored: BatchCuts?
    /// The checkpoint that the trainer resumes from.
    var restoredFrom: Checkpoint?
    /// The weights of the best epoch, if they are kept.
    var best: (epoch: Int, weights: Weights)?
    /// The average of the weights, if one is kept.
    let averages: AverageWeights?
    /// Whether the model holds the best weights.
    var presentsBest = false
    /// The weights being trained, while the model holds others.
    var trainingWeights: Weights?
    let step: TrainingStep
    let objective: RegularizedLoss

    /// - Parameters:
    ///   - model: the model to train, with its initial parameters; a `TeacherForced` one is trained on the right symbols before
    ///     each place.
    ///   - loss: compares the model's outputs for a batch with the targets; in training also those of `AuxiliaryOutputs`.
    ///   - optimizer: made for the model's parameters.
    ///   - metrics: what is measured besides the loss, in training and on the validation set.
    ///   - schedule: how the learning rate changes; constant by default.
    ///   - penalty: added to the loss, as in `{ l2Penalty(of: $0, strength: 1e-4) }`; none by default. Reported
    ///     losses do not include it.
    ///   - accumulation: the number of batches per update, 1 by default.
    ///   - clipping: how gradients are clipped before every update; no clipping by default.
    ///   - averaging: which average of its weights the model is validated and saved with, and holds after `fit`; none by
    ///     default.
    ///   - seed: the random seed, 0 by default.
    /// - Precondition: `accumulation` is at least 1.
    public convenience init(
        _ model: some Layer, loss: @escaping Loss, optimizer: Optimizer, metrics: Metrics = [],
        schedule: Schedule = .constant, penalty: Penalty? = nil, accumulation: Int = 1,
        clipping: GradientClipping? = nil, averaging: WeightAveraging? = nil, seed: UInt64 = 0
    ) {
        let heads = AuxiliaryHeads(model, loss)
        let writer = model as? any TeacherForced
        self.init(
            model,
            outputs: { batch in
                if let writer, Mode.current == .training {
                    return writer.forward(batch.inputs, following: batch.targets)
                }
                return heads?.outputs(batch) ?? model(batch.inputs)
            },
            loss: { heads?.loss($0, $1) ?? loss($0, $1.targets) }, optimizer: optimizer,
            metrics: metrics, schedule: schedule, penalty: penalty, accumulation: accumulation,
            clipping: clipping,
            averaging: averaging, seed: seed)
    }

    /// A trainer of a model that takes more than one tensor, or of a loss that needs more than the targets.
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
    ///   - model: the model to train, with its initial parameters.
    ///   - outputs: the outputs of the model for a batch; metrics compare them with the targets.
    ///   - loss: compares the outputs with the batch.
    ///   - optimizer: made for the model's parameters.
    ///   - metrics: what is measured besides the loss, in training and on the validation set.
    ///   - schedule: how the learning rate changes; constant by default.
    ///   - penalty: added to the loss; none by default. Reported losses do not include it.
    ///   - accumulation: the number of batches per update, 1 by default.
    ///   - clipping: how gradients are clipped before every update; no clipping by default.
    ///   - averaging: which average of its weights the model is validated and saved with, and holds after `fit`; none by
    ///     default.
    ///   - seed: the random seed, 0 by default.
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

    /// Evaluates the model on all of `samples`, in evaluation mode.
    ///
    /// - Parameters:
    ///   - samples: the data set to evaluate on.
    ///   - metrics: what is measured besides the loss; by default the trainer's metrics.
    ///   - batchSize: bounds the memory, 500 by default; it changes the result by rounding only. For samples in the order
    ///     `SampleOrder.streams` it is the number of streams; by default 20, or fewer
    ///     that have at least 64 samples each.
    /// - Throws: `DataError` if a sample cannot be read or has a label out of range for the model's outputs.
    public func evaluate(
        on samples: any SampleSet, metrics: Metrics? = nil, batchSize: Int? = nil
    ) throws(DataError) -> Evaluation {
        let demands = samples.count == 0 ? nil : try demands(of: samples, batchSize: 2)
        return try evaluate(on: samples, demands, metrics: metrics, batchSize: batchSize)
    }

    func evaluate(
        on samples: any SampleSet, _ demands: Demands?, metrics: Metrics? = nil, batchSize: Int? = nil
    ) throws(DataError) -> Evaluation {
        var sums = EpochSums(metrics ?? self.metrics)
        let batchSize = batchSize ?? samples.order.evaluationBatchSize(count: samples.count)
        for indices in MiniBatches(of: samples, batchSize: batchSize, shuffled: false) {
            let batch = try samples.batch(indices)
            if let demands { try checkLabels(of: batch, demands) { indices } }
            let results = step.evaluate(batch)
            sums.add(results[0], results[1], of: batch)
        }
        return Evaluation(loss: sums.examples == 0 ? nil : sums.loss, metrics: sums.metrics)
    }

    /// The graph of the loss of a batch as in training, with the penalty.
    func lossGraph(of batch: Batch) -> Tensor {
        restoringState { objective.forward(batch.named).total }
    }

    /// The graph of the loss of a batch as in training, without the penalty.
    package func plainLossGraph(of batch: Batch) -> Tensor {
        restoringState { objective.forward(batch.named).loss }
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
