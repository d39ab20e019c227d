/// Methods that follow one another, each of which may depend on the results of those before it.
struct StagedSearch: SearchMethod {
    let trialCount: Int
    let count: Int
    /// The method of a stage, counted from 0, after the results of all stages before it.
    let method: @Sendable (_ stage: Int, _ earlier: [TrialResult]) -> any SearchMethod

    func proposals(after results: [TrialResult]) -> [Proposal] {
        var start = 0
        for stage in 0..<count {
            let method = method(stage, Array(results[..<start]))
            var end = start
            while true {
                let generation = method.proposals(after: Array(results[start..<end]))
                if generation.isEmpty { break }
                if end == results.count { return generation }
                end += generation.count
            }
            start = end
        }
        return []
    }
}
