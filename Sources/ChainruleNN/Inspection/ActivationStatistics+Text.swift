import Chainrule
import Foundation

extension ActivationStatistics: CustomStringConvertible {
    /// A table with one line per layer: mean, standard deviation, zeros, saturation and histogram of its outputs, and the
    /// same of the gradients if there are any.
    public var description: String {
        let hasGradients = rows.contains { $0.gradients != nil }
        let heading =
            ["name", "layer", "mean", "deviation", "zero", "saturated", "outputs"]
            + (hasGradients ? ["gradient mean", "deviation", "gradients"] : [])
        let lines = rows.map { row in
            [row.name, row.layer] + Self.cells(row.outputs)
                + [
                    share(row.outputs.zeroShare), row.saturatedShare.map(share) ?? "",
                    row.outputs.framedPicture,
                ]
                + (hasGradients
                    ? row.gradients.map { Self.cells($0) + [$0.framedPicture] } ?? ["", "", ""] : [])
        }
        return textTable([heading] + lines, numeric: [2, 3, 4, 5, 7, 8]).joined(separator: "\n")
    }

    private static func cells(_ distribution: Distribution) -> [String] {
        let warning = distribution.nonFiniteCount > 0 ? ", \(distribution.nonFiniteCount) not finite" : ""
        return [number(distribution.mean), number(distribution.deviation) + warning]
    }

    private static func number(_ number: Double) -> String { String(format: "%.3g", number) }

    private func share(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }
}

extension Distribution {
    /// The histogram between the numbers that it begins and ends with.
    fileprivate var framedPicture: String {
        let (low, high) = (String(format: "%.2g", minimum), String(format: "%.2g", maximum))
        return "\(low.leftPadded(to: 8)) \(picture) \(high.rightPadded(to: 7))"
    }
}
