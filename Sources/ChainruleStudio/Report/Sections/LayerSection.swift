import Chainrule
import ChainruleTraining
import Foundation

/// Update-to-weight ratios, and histograms of the activations and gradients of the layers.
struct LayerSection {
    private static let mostCurves = 12
    private static let mostDecades = 9.0

    private let state: RunState

    init(_ state: RunState) { self.state = state }

    var section: ReportPage.Section? {
        let filters = state.directory.filters.map { png in
            """
            <h3>Filters of the first layer</h3>
            <figure>\(HTML.image(png, alt: "Filters of the first layer, each from black, its smallest weight, to white"))
            <figcaption>Each filter from black, its smallest weight, to white, its largest.</figcaption></figure>
            """
        }
        return ReportPage.Section("layers", "Within the layers", [ratios, outputs, gradients, filters])
    }

    // MARK: - Updates

    private var ratios: String? {
        guard let updates = state.dynamics?.updates, let last = updates.last else { return nil }
        let all = last.ratios.keys.sorted { $0.compare($1, options: .numeric) == .orderedAscending }
        let weights = all.filter { $0.split(separator: ".").last?.hasPrefix("weight") ?? false }
        let candidates = weights.isEmpty ? all : weights
        let count = min(Self.mostCurves, candidates.count)
        let shown = (0..<count).map { candidates[$0 * candidates.count / count] }
        let chart = LineChart(
            title: "Update-to-weight ratios", xName: "step",
            series: shown.enumerated().map { place, name in
                LineChart.Series(
                    name,
                    updates.compactMap { moment in
                        moment.ratios[name].flatMap { $0 > 0 ? (Double(moment.step), $0) : nil }
                    }, SeriesStyle(place))
            }, reference: (1e-3, "0.001 is usual"))
        guard let chart else { return nil }
        let table = HTML.details(
            "All parameters at step \(last.step)",
            HTML.table(["parameter", "ratio"], all.map { [$0, Self.brief(last.ratios[$0]!)] }, numeric: [1]))
        return """
            <div class="charts">\(chart.figure)</div>
            \(HTML.paragraph("The norm of an update divided by that of the parameter. Far above 0.001 the learning rate may be too high, far below too low.", class: "muted"))
            \(table)
            """
    }

    // MARK: - Distributions

    private typealias Row = (name: String, layer: String, moments: [(step: Int, summary: ValueSummary)])

    private var outputs: String? {
        let rows = rows(\.outputs)
        if rows.isEmpty { return nil }
        let figures = rows.enumerated().map { index, row in
            DistributionPicture(title: row.name, detail: row.layer, moments: row.moments, text: Self.brief)
                .figure("outputs-\(index)")
        }
        return part(
            "Outputs of the layers",
            "How the outputs are distributed over the training: from left to right the steps, darker where more outputs lie.",
            figures,
            Self.table(
                rows, ["mean", "deviation", "zero"],
                { [Self.brief($0.mean), Self.brief($0.deviation), percent($0.zeroShare)] }))
    }

    private var gradients: String? {
        let rows = rows(\.gradients)
        if rows.isEmpty { return nil }
        let all = DistributionPicture.range(of: rows.flatMap { $0.moments.map(\.summary) })
        // A few gradients that are next to nothing would leave no room for the others.
        let range = all.map { max($0.lowerBound, $0.upperBound - Self.mostDecades)...$0.upperBound }
        let figures = rows.enumerated().map { index, row in
            DistributionPicture(
                title: row.name, detail: row.layer, moments: row.moments, range: range, text: Self.power
            ).figure("gradients-\(index)")
        }
        return part(
            "Gradients of the layers",
            "The magnitudes of the gradients of the loss with respect to the outputs, all on one logarithmic axis: from layer to layer they should neither vanish nor explode. Zeros are not shown.",
            figures,
            Self.table(
                rows, ["typical magnitude", "zero"],
                { [$0.levels.isEmpty ? "0" : Self.power($0.mean), percent($0.zeroShare)] }))
    }

    private func part(
        _ title: String, _ explanation: String, _ figures: [String], _ table: String
    ) -> String {
        """
        <h3>\(title)</h3>
        \(HTML.paragraph(explanation, class: "muted"))
        <div class="charts small">\(figures.joined(separator: "\n"))</div>
        \(HTML.details("\(title) as a table", table))
        """
    }

    /// The layers with a figure of them at all moments.
    private func rows(_ summary: (TrainingDynamics.Layer) -> ValueSummary) -> [Row] {
        guard let moments = state.dynamics?.layers, let first = moments.first else { return [] }
        return first.layers.enumerated().map { place, layer in
            let all = moments.compactMap { moment in
                moment.layers.indices.contains(place)
                    ? (step: moment.step, summary: summary(moment.layers[place])) : nil
            }
            return (layer.name.isEmpty ? layer.layer : layer.name, layer.name.isEmpty ? "" : layer.layer, all)
        }
    }

    /// The first, the middle and the last moment.
    private static func table(
        _ rows: [Row], _ names: [String], _ cells: (ValueSummary) -> [String]
    ) -> String {
        let lines = rows.flatMap { row -> [[String]] in
            let places = Set([0, row.moments.count / 2, row.moments.count - 1]).sorted()
            return places.map { [row.name, "\(row.moments[$0].step)"] + cells(row.moments[$0].summary) }
        }
        return HTML.table(["layer", "step"] + names, lines, numeric: Set(1...names.count + 1))
    }

    private static func brief(_ number: Double) -> String { String(format: "%.3g", number) }

    /// The number whose decimal logarithm is given.
    private static func power(_ logarithm: Double) -> String { String(format: "%.0e", pow(10, logarithm)) }
}
