import Chainrule
import ChainruleData
import ChainruleNN

/// The result of a memorization test: can a network overfit a few examples?
public struct MemorizationTest: Sendable, Equatable, Codable {
    public let examples: Int
    public let steps: Int
    /// The loss of the first step.
    public let firstLoss: Double
    /// The loss of the best constant prediction; the first loss if none is known.
    public let baselineLoss: Double
    /// The lowest loss of a step: momentum may raise the loss again.
    public let lowestLoss: Double
    /// What was left to learn at the lowest loss: 1 for that of the best constant prediction, 0 for that of right answers.
    ///
    /// If more confident answers always have a lower loss, 0 is one standard deviation of the losses of single examples
    /// below the best constant prediction, and the share may be negative.
    public let shareLeft: Double

    /// A network that leaves more than this has not learned the examples.
    private static let learnedShare = 0.1

    public var hasSucceeded: Bool { shareLeft <= Self.learnedShare }
}

extension Doctor {
    /// Tests whether a newly initialized network can memorize a few examples; one that cannot is broken and will
    /// not learn more.
    ///
    /// Source: Karpathy, "A recipe for training neural networks", 2019; CS231n, "Sanity checks".
    ///
    /// - Parameters:
    ///   - trainer: a trainer with a new network, which is changed, without a penalty and with a constant learning rate.
    ///   - examples: the data set that a few examples are drawn from.
    ///   - count: the number of examples, 20 by default.
    ///   - steps: the maximum number of steps, 500 by default, each on all of these examples.
    /// - Returns: the result, nil if the loss diverged; a failure is also among the ``findings``.
    /// - Throws: `DataError` if an example cannot be read.
    @discardableResult
    public func testMemorization(
        _ trainer: Trainer, _ examples: some SampleSet, count: Int = 20, steps: Int = 500
    ) throws -> MemorizationTest? {
        let few = examples.subset(
            Array(MiniBatches(count: examples.count, batchSize: count, seed: trainer.seed).first ?? []))
        let watch = LossWatch(expectedLoss: expectedInitialLoss)
        do {
            try trainer.fit(few, epochs: steps, batchSize: count, observers: [watch])
        } catch let error as TrainingError {
            note(
                try failure(
                    "a newly initialized network cannot memorize \(few.count) examples: \(error)", few))
            return nil
        }
        let result = MemorizationTest(
            examples: few.count, steps: trainer.position.step, firstLoss: watch.first ?? 0,
            baselineLoss: watch.losses?.best ?? watch.first ?? 0, lowestLoss: watch.lowest,
            shareLeft: watch.shareLeft)
        if !result.hasSucceeded {
            note(
                try failure(
                    "a newly initialized network cannot memorize \(result.examples) examples: in \(result.steps) steps "
                        + "the loss fell only from \(brief(result.firstLoss)) to \(brief(result.lowestLoss)); the best "
                        + "constant prediction has \(brief(result.baselineLoss))", few
                )
            )
        }
        return result
    }

    private func failure(_ evidence: String, _ few: some SampleSet) throws -> Doctor.Finding {
        let inputs = try few.batch(Array(0..<few.count)[...]).inputs.cast(to: .float64)
        let areEqual = few.count > 1 && abs(inputs - inputs[0]).max().item() == 0
        let advice =
            areEqual
            ? "check how the inputs are read and preprocessed: those of the \(few.count) examples are all the same"
            : "try another learning rate first; then look for contradictory labels, a loss function that does not fit "
                + "the outputs, or a network that is too small"
        return Doctor.Finding(
            kind: .memorizationFailed, severity: .warning, evidence: evidence, advice: advice, step: 0,
            epoch: 1)
    }
}

/// Records the first and the lowest loss, and stops when almost nothing is left to learn.
private final class LossWatch: TrainingObserver {
    /// Far below the threshold, so that the result is clear.
    private static let smallShare = 0.01

    private let expectedLoss: Double?
    private(set) var losses: BaselineLosses?
    private(set) var first: Double?
    private(set) var lowest = Double.infinity

    init(expectedLoss: Double?) { self.expectedLoss = expectedLoss }

    /// The scale of the losses; if a constant prediction is right, but for rounding, it begins at the first loss.
    var scale: LossScale? {
        [constantIsRight ? nil : losses?.best, first].lazy.compactMap(\.self).compactMap {
            [losses, lowestWithoutBaseline] in
            LossScale(baseline: $0, right: losses?.right ?? lowestWithoutBaseline, spread: losses?.spread)
        }.first
    }

    /// Where nothing is known of the loss but that of the first step, 0 is taken for that of right answers.
    private var lowestWithoutBaseline: Double? { losses?.best == nil ? 0 : nil }

    /// Squares of what is lost in float32 are no part of a loss that a network could learn to avoid.
    private var constantIsRight: Bool {
        guard let first, let best = losses?.best, let right = losses?.right else { return false }
        return best - right < 1e-10 * (first - right)
    }

    /// What was left to learn: nothing if there never was anything, as with labels that are all the same.
    var shareLeft: Double {
        if let right = losses?.right, lowest <= right { return 0 }
        return scale?.share(lowest) ?? 1
    }

    func trainingBegins(_ training: Training) throws {
        losses = try StartingPoint(training, expectedLoss: expectedLoss).baselineLosses
    }

    func stepEnds(_ step: StepReport, of training: Training) {
        first = first ?? step.loss
        lowest = min(lowest, step.loss)
        if let scale, scale.share(step.loss) < Self.smallShare { training.stop(because: "memorized") }
    }
}
