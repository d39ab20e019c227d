/// What a search makes as good as it can, measured on the validation set after the last epoch.
public enum Objective: String, Sendable, Codable, CaseIterable {
    case accuracy
    case loss
}

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
        case measured(loss: Double, accuracy: Double)
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
        let accuracies = 0.0...1
        let isAccuracyPossible =
            if case .measured(_, let accuracy) = outcome { accuracies.contains(accuracy) } else { true }
        return (1...Int.largestCount).contains(number) && (repeated ?? 1) >= 1 && seconds >= 0
            && isAccuracyPossible
    }

    /// What the search makes small: the loss, or the share of examples that were not recognized.
    public func cost(_ objective: Objective) -> Double {
        switch (outcome, objective) {
        case (.failed, _): .infinity
        case (.measured(let loss, _), .loss): loss
        case (.measured(_, let accuracy), .accuracy): 1 - accuracy
        }
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
