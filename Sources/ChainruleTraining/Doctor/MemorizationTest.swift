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
    /// How much was left to learn at the lowest loss: 1 if as much as a constant answer leaves, 0 if nothing.
    ///
    /// Where no loss of right answers is known, because surer ones cost less without end, 0 is a loss as far below that of
    /// the best constant answer as the losses of single examples lie from it (their standard deviation), and the
    /// share may fall below 0.
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
    ///   - trainer: with a network of its own, which is changed, and neither penalty nor falling learning rate.
    ///   - examples: what a few are taken from, at random.
    ///   - count: how many, 20 by default.
    ///   - steps: how many steps it may take, 500 by default; each has all of them in its batch.
    /// - Returns: what came of it, nil if the loss diverged; a failure is among the ``findings`` too.
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
            note(failure("a newly initialized network cannot memorize \(few.count) examples: \(error)"))
            return nil
        }
        let result = MemorizationTest(
            examples: few.count, steps: trainer.position.step, firstLoss: watch.first ?? 0,
            baselineLoss: watch.losses?.best ?? watch.first ?? 0, lowestLoss: watch.lowest,
            shareLeft: watch.scale?.share(watch.lowest) ?? 1)
        if !result.hasSucceeded {
            note(
                failure(
                    "a newly initialized network cannot memorize \(result.examples) examples: in \(result.steps) steps "
                        + "the loss fell only from \(brief(result.firstLoss)) to \(brief(result.lowestLoss)); the best "
                        + "constant prediction has \(brief(result.baselineLoss))"
                )
            )
        }
        return result
    }

    private func failure(_ evidence: String) -> Doctor.Finding {
        Doctor.Finding(
            kind: .memorizationFailed, severity: .warning, evidence: evidence,
            advice:
                "try another learning rate first; then look for contradictory labels, a loss function that does not fit "
                + "the outputs, or a network that is too small", step: 0, epoch: 1)
    }
}

/// Remembers the first loss and the lowest, and ends the training when next to nothing is left of what a constant
/// answer costs.
private final class LossWatch: TrainingObserver {
    /// Far below what counts as learned: the figure is to leave no doubt.
    private static let smallShare = 0.01

    private let expectedLoss: Double?
    private(set) var losses: BaselineLosses?
    private(set) var first: Double?
    private(set) var lowest = Double.infinity

    init(expectedLoss: Double?) { self.expectedLoss = expectedLoss }

    /// What the losses are judged by; where a constant answer is right, the first loss is what there is to learn.
    var scale: LossScale? {
        [losses?.best, first].lazy.compactMap(\.self).compactMap { [losses] in
            LossScale(baseline: $0, right: losses?.right, spread: losses?.spread)
        }.first
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
