import Chainrule
import ChainruleData
import Foundation

/// Monitors training for common problems and reports them with evidence and advice.
///
/// ```swift
/// try trainer.fit(samples, epochs: 10, observers: [ProgressBar(), Doctor()])
/// // doctor: warning, step 251 in epoch 2: 61 % of the outputs of tanh after 0 …; use smaller initial weights …
/// ```
///
/// It looks at a sample of the data before the first step, at the loss of every step, and closely at about twenty
/// steps, or every fiftieth if there are more than a thousand. Each kind of finding is reported once, and not at all if
/// another finding explains it.
public final class Doctor: TrainingObserver {
    /// The findings so far, in order.
    public private(set) var findings: [Finding] = []

    /// Between two inspections.
    private static let longestInterval = 50
    private static let inspectionsWanted = 20

    let expectedInitialLoss: Double?
    private let show: (String) -> Void
    private var history: TrainingHistory?
    private var stepCount = 0
    private var interval = 1

    /// - Parameters:
    ///   - expectedInitialLoss: the baseline loss, that of an untrained network; by default the loss of outputs that are
    ///     all zero, such as ln C for the cross-entropy of C classes, or that of the mean target if targets are
    ///     real numbers and it is less.
    ///   - show: called with every finding as a line when it arises, and with the report at the end; by default they
    ///     are printed to standard error.
    public init(
        expectedInitialLoss: Double? = nil, show: @escaping (String) -> Void = Doctor.writeToStandardError
    ) {
        self.expectedInitialLoss = expectedInitialLoss
        self.show = show
    }

    /// Writes a line, or several, to standard error.
    public static func writeToStandardError(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
    }

    /// A report of the findings for people to read.
    public func report() -> String { DoctorReport.text(findings, steps: stepCount) }

    /// Records a finding unless its kind is known or explained by another.
    func note(_ finding: Finding) {
        if findings.contains(where: { $0.kind == finding.kind }) { return }
        let explanations = findings.filter { $0.severity > .note }.map(\.kind)
        if !finding.kind.causes.isDisjoint(with: explanations) { return }
        findings.append(finding)
        show("doctor: \(finding)")
    }

    private func examine(_ moment: Moment) {
        guard let history else { return }
        for check in allChecks where check.moments.contains(moment) {
            if let finding = check.finding(in: history) { note(finding) }
        }
    }

    // MARK: - TrainingObserver

    public var inspectionInterval: Int? { interval }

    public func trainingBegins(_ training: Training) throws {
        guard training.epochsDone < Double(training.epochs) else { return }
        let steps = training.batchCount * training.epochs / training.trainer.accumulation
        interval = min(Self.longestInterval, max(1, steps / Self.inspectionsWanted))
        history = try TrainingHistory(training, expectedLoss: expectedInitialLoss)
        examine(.beginning)
    }

    public func stepEnds(_ step: StepReport, of training: Training) {
        stepCount += 1
        history?.losses.add(step.loss)
        if let inspection = step.inspection {
            history?.inspections.add(inspection, learningRate: step.learningRate)
            examine(.inspection)
        }
        examine(.step)
    }

    public func epochEnds(_ epoch: EpochRecord, of training: Training) {
        history?.epochs.append(epoch)
        examine(.epoch)
    }

    public func trainingEnds(_ outcome: Outcome, of training: Training) {
        history?.outcome = outcome
        examine(.end)
        history = nil
        if stepCount > 0 { show(report()) }
    }
}
