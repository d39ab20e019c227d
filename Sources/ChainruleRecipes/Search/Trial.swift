import ChainruleTraining

/// A trial that has ended; a line of the search's log.
public struct Trial: Sendable, Equatable, Codable {
    /// The number, counted from 1.
    public let number: Int
    public let proposal: Proposal
    public let outcome: Outcome
    /// Seconds from the start of its process to the end; 0 if it was not run.
    public let seconds: Double
    /// The number of the trial of the same proposal whose outcome this one took over instead of being run again.
    public let repeated: Int?

    public enum Outcome: Sendable, Equatable, Codable {
        /// The figures of the validation set after the last epoch.
        case measured(loss: Double, metrics: [String: Double])
        /// The training diverged, which counts as the worst of all.
        case failed(reason: String)
    }

    public init(number: Int, proposal: Proposal, outcome: Outcome, seconds: Double) {
        self.number = number
        self.proposal = proposal
        self.outcome = outcome
        self.seconds = seconds
        repeated = nil
    }

    /// A trial that need not be run, since another one of the same proposal was.
    public init(number: Int, repeating other: Trial) {
        self.number = number
        proposal = other.proposal
        outcome = other.outcome
        seconds = 0
        repeated = other.repeated ?? other.number
    }

    /// Whether the numbers can be those of a trial.
    var isPossible: Bool {
        let isAccuracyPossible =
            if case .measured(_, let metrics) = outcome {
                (0.0...1).contains(metrics[Accuracy().name] ?? 1)
            } else { true }
        return (1...Int.largestCount).contains(number) && (repeated ?? 1) >= 1 && seconds >= 0
            && isAccuracyPossible
    }

    /// The objective's value; nil of a trial that failed or has no such metric.
    public func value(_ objective: Objective) -> Double? {
        guard case .measured(let loss, let metrics) = outcome else { return nil }
        return objective == .loss ? loss : metrics[objective.name]
    }

    /// What the search makes small: the loss or error, or what a score lacks of 1; infinite for a trial that failed.
    public func cost(_ objective: Objective) -> Double {
        value(objective).map(objective.cost) ?? .infinity
    }

    public func result(_ objective: Objective) -> TrialResult {
        TrialResult(number: number, settings: proposal.settings, cost: cost(objective))
    }
}

extension [Trial] {
    /// From the best to the worst; of equal ones the earlier first.
    public func ranked(_ objective: Objective) -> [Trial] {
        sorted { ($0.cost(objective), $0.number) < ($1.cost(objective), $1.number) }
    }
}
