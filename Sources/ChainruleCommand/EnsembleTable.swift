import Chainrule
import ChainruleTraining

/// The validation accuracies of an ensemble and its members.
enum EnsembleTable {
    /// - Parameter names: what the members are called.
    static func text(_ evaluation: EnsembleEvaluation, names: [String]) -> String {
        func counts(_ recognized: Int) -> String { "  (\(recognized) of \(evaluation.count))" }
        let rows =
            names.indices.map {
                (names[$0], evaluation.memberAccuracies[$0], counts(evaluation.memberCounts[$0]))
            } + [
                ("mean of members", evaluation.meanAccuracy, ""),
                ("ensemble (average)", evaluation.averageAccuracy, counts(evaluation.averageCount)),
                ("ensemble (vote)", evaluation.voteAccuracy, counts(evaluation.voteCount)),
            ]
        let width = rows.map(\.0.count).max()!
        let lines = rows.map { name, accuracy, counts in
            name.rightPadded(to: width + 2) + percent(accuracy).leftPadded(to: 17) + counts
        }
        return ([String(repeating: " ", count: width + 2) + "validation accuracy"] + lines)
            .joined(separator: "\n")
    }
}
