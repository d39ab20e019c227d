import Chainrule
import ChainruleNN

/// The layers of the network, and its graph.
struct ModelSection {
    private let state: RunState

    init(_ state: RunState) { self.state = state }

    var section: ReportPage.Section? {
        ReportPage.Section("model", "Model", [state.summary().map(table), graph])
    }

    private func table(_ summary: ModelSummary) -> String {
        let rows = summary.rows.map { row in
            [
                row.name.isEmpty ? "–" : row.name, row.layer, "\(row.outputShape)",
                groupedDigits(row.parameterCount), countText(row.operationCount), byteText(row.outputBytes),
            ]
        }
        return HTML.paragraph(
            "\(summary.model), input \(summary.inputShape): \(groupedDigits(summary.parameterCount)) parameters (\(byteText(summary.parameterBytes))), \(countText(summary.operationCount)) operations per example."
        )
            + HTML.table(
                ["name", "layer", "output", "parameters", "operations", "activations"], rows,
                numeric: [3, 4, 5])
    }

    private var graph: String {
        guard let svg = state.directory.graph else {
            // Of a training that has ended early it may never be.
            if state.evaluation == nil && state.dynamics?.ending != nil { return "" }
            return HTML.paragraph(
                state.evaluation == nil
                    ? "The graph is drawn when the training has ended."
                    : "The graph is not drawn: that needs Graphviz's program dot; `chainrule report` draws it once it is installed.",
                class: "muted")
        }
        return """
            <h3>Graph of the loss</h3>
            \(HTML.paragraph("Values in green and gradients in red, for a few examples of the training set.", class: "muted"))
            <div class="scroll graph" tabindex="0" role="region" aria-label="Graph of the loss">\(svg)</div>
            """
    }
}
