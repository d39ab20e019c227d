import Chainrule

extension ModelSummary: CustomStringConvertible {
    /// A table with one line per row, and the totals.
    public var description: String {
        let heading = ["name", "layer", "output", "parameters", "operations", "activations"]
        let lines = rows.map { row in
            [
                row.name, row.layer, "\(row.outputShape)", groupedDigits(row.parameterCount),
                countText(row.operationCount), byteText(row.outputBytes),
            ]
        }
        let frozen = parameterCount - trainableParameterCount
        return """
            \(model), input \(inputShape)

            \(textTable([heading] + lines, numeric: [3, 4, 5]).joined(separator: "\n"))

            parameters   \(groupedDigits(parameterCount)), \(byteText(parameterBytes))\
            \(frozen == 0 ? "" : "; \(groupedDigits(frozen)) of them are frozen")
            operations   \(countText(operationCount)) per example
            activations  \(byteText(outputBytes)) per example
            """
    }
}
