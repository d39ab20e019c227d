import Chainrule
import ChainruleData
import ChainruleNN
import Foundation

/// Records how a training goes inside, and keeps it in a file: the loss step by step, and at up to 32 steps, spread over the run,
/// the outputs and gradients of the layers for a few examples and the sizes of updates; see ``TrainingDynamics``.
///
/// It changes nothing in the training. It stands behind the ``Doctor`` whose findings it keeps, and before the ``Checkpoints``
/// that save what it has recorded.
public final class DynamicsRecorder: TrainingObserver {
    /// More would cost time and tell no more.
    private static let mostExamples = 16
    private static let mostInputElements = 500_000
    private static let mostLayers = 24
    private static let mostElements = 4096
    private static let secondsBetweenEpochs = 2.0
    private static let secondsBetweenSteps = 10.0

    private let url: URL
    private let doctor: Doctor?
    private let clock = ContinuousClock()
    private var written: ContinuousClock.Instant
    private var probe: Batch?
    private var interval = 1
    private var notedFindings = 0

    /// - Parameters:
    ///   - path: the file, which is replaced every few seconds and at the end.
    ///   - doctor: whose findings are kept; none by default.
    public init(_ path: String, doctor: Doctor? = nil) {
        url = URL(fileURLWithPath: path)
        self.doctor = doctor
        written = clock.now
    }

    public var inspectionInterval: Int? { interval }

    public func trainingBegins(_ training: Training) throws {
        let trainer = training.trainer
        let stepsPerEpoch = (training.batchCount + trainer.accumulation - 1) / trainer.accumulation
        var dynamics =
            trainer.dynamics
            ?? TrainingDynamics(stepsPerEpoch: stepsPerEpoch, steps: stepsPerEpoch * training.epochs)
        dynamics.ending = nil
        notedFindings = 0
        interval = dynamics.interval
        probe = try Self.probe(of: training)
        trainer.dynamics = dynamics
        try look(into: training)
        noteFindings(training)
    }

    public func stepEnds(_ step: StepReport, of training: Training) throws {
        training.trainer.dynamics?.add(step)
        noteFindings(training)
        try look(into: training)
        if (clock.now - written).seconds >= Self.secondsBetweenSteps { try write(training) }
    }

    public func epochEnds(_ epoch: EpochRecord, of training: Training) throws {
        noteFindings(training)
        if (clock.now - written).seconds >= Self.secondsBetweenEpochs { try write(training) }
    }

    public func trainingEnds(_ outcome: Outcome, of training: Training) throws {
        noteFindings(training)
        switch outcome {
        case .finished: break
        case .stopped(let reason): training.trainer.dynamics?.ending = reason
        case .failed(let error): training.trainer.dynamics?.ending = "\(error)"
        }
        try write(training)
    }

    private func noteFindings(_ training: Training) {
        guard let doctor, doctor.findings.count > notedFindings else { return }
        training.trainer.dynamics?.add(doctor.findings)
        notedFindings = doctor.findings.count
    }

    private func write(_ training: Training) throws(DataError) {
        guard let dynamics = training.trainer.dynamics else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            try makeDirectory(at: url.deletingLastPathComponent().path)
            let json = try encoder.encode(dynamics)
            try writeAtomically(to: url) { try $0.write(contentsOf: json) }
        } catch {
            throw .unwritable(path: url.path, reason: oneLine(error))
        }
        written = clock.now
    }

    // MARK: - Layers

    /// The examples that layers are looked at with.
    private static func probe(of training: Training) throws -> Batch {
        let elements = try training.examples.example(at: 0).input.shape.elementCount
        let count = max(
            training.demands.smallestBatch,
            min(mostExamples, training.batchSize, max(1, mostInputElements / max(1, elements))))
        return try training.examples.batch(Array(0..<min(count, training.examples.count))[...])
    }

    /// Measures the layers if it is time to.
    private func look(into training: Training) throws {
        let (trainer, step) = (training.trainer, training.trainer.position.step)
        guard let probe, trainer.dynamics?.isMoment(step) == true else { return }
        let (loss, calls) = layerOutputs(of: trainer.model) { trainer.plainLossGraph(of: probe) }
        let chosen = Self.chosen(calls.filter { $0.output.dtype.isFloatingPoint })
        let slopes = gradients(of: loss, withRespectTo: chosen.map(\.output), unused: .zeros)
        evaluate(chosen.map(\.output) + slopes)
        let layers = zip(chosen, slopes).map { call, gradient in
            TrainingDynamics.Layer(
                name: call.name, layer: call.layer,
                outputs: ValueSummary(of: Self.someElements(of: call.output)),
                gradients: ValueSummary(ofMagnitudes: Self.someElements(of: gradient)))
        }
        trainer.dynamics?.add(TrainingDynamics.LayerMoment(step: step, layers: layers))
        interval = trainer.dynamics?.interval ?? interval
    }

    /// Of many layers those with parameters, and of many of these some, from the first to the last.
    private static func chosen(_ calls: [LayerOutput]) -> [LayerOutput] {
        if calls.count <= mostLayers { return calls }
        let learning = calls.filter(\.hasParameters)
        let candidates = learning.isEmpty ? calls : learning
        let count = min(mostLayers, candidates.count)
        return (0..<count).map { candidates[$0 * (candidates.count - 1) / max(1, count - 1)] }
    }

    /// Elements at equal distances.
    private static func someElements(of tensor: Tensor) -> [Double] {
        let elements = tensor.scalars(as: Float.self)
        // An odd distance meets every channel, whichever axis is the last.
        let distance = elements.count <= mostElements ? 1 : (elements.count / mostElements) | 1
        return stride(from: 0, to: elements.count, by: distance).map { Double(elements[$0]) }
    }
}
