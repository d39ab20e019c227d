/// Tries every combination of values spread evenly over the domains.
public struct GridSearch: SearchMethod {
    public let space: SearchSpace
    /// How many values of a range to try.
    public let points: Int

    public init(_ space: SearchSpace, points: Int) {
        self.space = space
        self.points = points
    }

    public var trialCount: Int { space.gridCount(points) }

    public func proposals(after results: [TrialResult]) -> [Proposal] {
        results.isEmpty ? space.grid(points).map { Proposal($0) } : []
    }
}
