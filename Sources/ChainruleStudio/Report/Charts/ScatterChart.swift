import Chainrule
import ChainruleRecipes
import ChainruleTraining

/// Predicted against true numbers: on the diagonal where predictions are right.
struct ScatterChart {
    private static let (side, left, bottom) = (330.0, 56.0, 290.0)
    private static let worstShown = 20

    let name: String
    let pairs: [Exhibit.Pair]

    /// The chart as a part of a page; nil without pairs.
    var figure: String? {
        let all = pairs.flatMap { [$0.truth, $0.prediction] }
        guard let low = all.min(), let high = all.max() else { return nil }
        let space = low < high ? (high - low) * 0.04 : 0.5
        let scale = Domain.uniform(low - space...high + space)
        func x(_ number: Double) -> Double {
            Self.left + scale.position(of: .number(number)) * (Self.side - Self.left)
        }
        func y(_ number: Double) -> Double { Self.bottom - scale.position(of: .number(number)) * Self.bottom }
        var drawing = SVGDrawing(width: Self.side + 10, height: Self.side + 5, ground: "var(--ground)")
        for tick in AxisScale(scale).ticks {
            let (across, up) = (
                Self.left + tick.position * (Self.side - Self.left), Self.bottom - tick.position * Self.bottom
            )
            drawing.line(from: (Self.left, up), to: (Self.side, up), color: "var(--line)", width: 0.7)
            drawing.line(from: (across, 0), to: (across, Self.bottom), color: "var(--line)", width: 0.7)
            drawing.write(
                tick.label, x: Self.left - 6, y: up + 4, size: 12, color: "var(--muted)", anchor: .end)
            drawing.write(
                tick.label, x: across, y: Self.bottom + 17, size: 12, color: "var(--muted)", anchor: .middle)
        }
        drawing.path(
            through: [(x(low), y(low)), (x(high), y(high))], color: "var(--muted)", width: 1.5, dashes: "6 4")
        for pair in pairs {
            drawing.circle(x: x(pair.truth), y: y(pair.prediction), radius: 3.5, color: "var(--s1)")
        }
        drawing.write(
            "true \(name)", x: Self.side, y: Self.bottom + 34, size: 12, color: "var(--muted)", anchor: .end)
        let worst = pairs.sorted { abs($0.prediction - $0.truth) > abs($1.prediction - $1.truth) }.prefix(
            Self.worstShown)
        let rows = worst.map {
            [figureText($0.truth), figureText($0.prediction), figureText($0.prediction - $0.truth)]
        }
        return """
            <figure><h3>Predicted against true \(markup(name))</h3>
            \(drawing.element(label: "Predicted (up) against true (across) \(name) of \(counted(pairs.count, "example")) of the validation set"))
            <figcaption>\(counted(pairs.count, "example")) of the validation set; on the dashed line predictions are right.</figcaption>
            \(HTML.details("The largest errors", HTML.table(["true", "predicted", "error"], rows, numeric: [0, 1, 2])))
            </figure>
            """
    }
}
