import Chainrule
import ChainruleRecipes

/// How good an ensemble and its members are on the validation set.
enum EnsembleTable {
    /// - Parameters:
    ///   - task: what the members were trained for.
    ///   - names: what the members are called.
    static func text(_ evaluation: EnsembleEvaluation, of task: any LearningTask, names: [String]) -> String {
        let metric = task.primaryMetric
        let rows =
            Array(zip(names, evaluation.members)) + [("mean of members", evaluation.meanOfMembers)]
            + evaluation.combined.map { ("ensemble (\(title(of: $0.combination)))", $0.value) }
        let width = rows.map(\.0.count).max()! + 2
        let heading = "validation \(metric.name)"
        let lines = rows.map { name, value in
            name.rightPadded(to: width) + metric.text(of: value).leftPadded(to: heading.count - 2)
        }
        return ([String(repeating: " ", count: width) + heading] + lines).joined(separator: "\n")
    }

    private static func title(of combination: EnsembleCombination) -> String {
        switch combination {
        case .averageProbabilities, .averageOutputs: "average"
        case .vote: "vote"
        }
    }
}
