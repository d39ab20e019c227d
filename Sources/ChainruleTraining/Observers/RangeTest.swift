/// Evaluates a learning rate range test, ``Schedule/rangeTest(from:to:)``, and suggests a learning rate at its end.
public final class RangeTest: TrainingObserver {
    private var rates: [Double] = []
    private var losses: [Double] = []
    private let show: (String) -> Void

    /// - Parameter show: called with the result as a line of text.
    public init(show: @escaping (String) -> Void) { self.show = show }

    /// The result of the steps so far; nil if the loss never fell.
    public var result: LearningRateRange? { LearningRateRange(rates: rates, losses: losses) }

    public func stepEnds(_ step: StepReport, of training: Training) {
        rates.append(step.learningRate)
        losses.append(step.loss)
    }

    /// A range test is expected to diverge, so the result is shown then, too.
    public func trainingEnds(_ outcome: Outcome, of training: Training) {
        guard let result else {
            show("range test: the loss never fell; start from a lower learning rate")
            return
        }
        func short(_ rate: Double) -> String { "\(Float(rate))" }
        let explosion = result.explosion.map { " and exceeded its initial value at \(short($0))" } ?? ""
        show(
            "range test: the loss fell fastest at learning rate \(short(result.steepest))\(explosion); "
                + "try --lr \(short(result.suggestion))")
    }
}
