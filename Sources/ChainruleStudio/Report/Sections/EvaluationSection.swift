import ChainruleRecipes

/// What the trained model does well and badly.
struct EvaluationSection {
    private let state: RunState

    init(_ state: RunState) { self.state = state }

    var section: ReportPage.Section? {
        guard let evaluation = state.evaluation else { return nil }
        let names = evaluation.validation.map(\.name)
        let training = Dictionary(evaluation.training.map { ($0.name, $0.text) }) { first, _ in first }
        let rows = zip(names, evaluation.validation).map { [$0, training[$0] ?? "–", $1.text] }
        return ReportPage.Section(
            "evaluation", "Evaluation",
            [HTML.table(["", "training set", "validation set"], rows, numeric: [1, 2])]
                + evaluation.exhibits.map(\.html))
    }
}
