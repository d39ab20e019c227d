import Chainrule

/// A way to choose hyperparameters, a generation of trials after the other.
///
/// The next generation follows from the method's own values and the results so far, and from nothing else:
/// neither from the time that trials take nor from how many of them run at once. So a search that was cut
/// off continues as if it had not been when the results in its log are handed over again.
public protocol SearchMethod: Sendable {
    /// How many trials there will be, or at most.
    var trialCount: Int { get }

    /// The next trials, in the order of their numbers; none when the search is over.
    ///
    /// - Parameter results: The results of all generations so far, in the order of the trials' numbers.
    func proposals(after results: [TrialResult]) -> [Proposal]
}

/// A trial that is to be run.
public struct Proposal: Sendable, Hashable, Codable {
    public var settings: Settings
    /// Passes over the training examples, where the method decides about them.
    public var epochs: Int?

    public init(_ settings: Settings, epochs: Int? = nil) {
        self.settings = settings
        self.epochs = epochs
    }
}

/// What a method learns of a trial.
public struct TrialResult: Sendable, Equatable {
    /// The number of the trial, counted from 1.
    public let number: Int
    public let settings: Settings
    /// What the search makes small; infinite if the trial failed.
    public let cost: Double

    public init(number: Int, settings: Settings, cost: Double) {
        self.number = number
        self.settings = settings
        self.cost = cost
    }
}

extension [TrialResult] {
    /// From the lowest cost to the highest; of equal ones the earlier first.
    var ranked: [TrialResult] { sorted { ($0.cost, $0.number) < ($1.cost, $1.number) } }
}

extension RandomStream {
    /// The numbers that a trial of a search is drawn from.
    ///
    /// - Parameters:
    ///   - stage: the part of the search, from 0, such as a round or a bracket.
    ///   - index: the trial within the stage, from 0.
    init(searchSeed seed: UInt64, stage: Int, index: Int) {
        // Above all purposes of data sets, which have numbers of their own in the highest byte.
        self.init(seed: seed, stream: 0x40 << 56 | UInt64(stage) << 32 | UInt64(index))
    }
}
