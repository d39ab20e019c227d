import Chainrule
import ChainruleRecipes
import ChainruleTraining

/// Curves over steps or epochs, with a legend, findings pinned on them, and their numbers as a table.
struct LineChart {
    /// A curve.
    struct Series {
        let name: String
        let points: [(x: Double, y: Double)]
        let style: SeriesStyle

        init(_ name: String, _ points: [(x: Double, y: Double)], _ style: SeriesStyle) {
            (self.name, self.style) = (name, style)
            self.points = points.filter { $0.x.isFinite && $0.y.isFinite }
        }
    }

    /// What is pinned on the curves.
    struct Pin {
        let x: Double
        let finding: NumberedFinding
    }

    let title: String
    /// What the horizontal axis shows, as in `epoch`.
    let xName: String
    private let series: [Series]
    private let pins: [Pin]
    /// A level to compare with, and what it is.
    private let reference: (y: Double, name: String)?
    private let xScale, yScale: Domain

    private static let (width, height) = (420.0, 254.0)
    private static let (left, right, top, bottom) = (50.0, 408.0, 24.0, 216.0)
    private static let mostTips = 60
    private static let mostRows = 40

    /// - Parameter mayBeLogarithmic: whether the vertical axis is logarithmic if numbers differ by a factor of more than 20.
    /// - Returns: nil if there is nothing to draw.
    init?(
        title: String, xName: String, series: [Series], pins: [Pin] = [],
        reference: (y: Double, name: String)? = nil, mayBeLogarithmic: Bool = true
    ) {
        self.series = series.filter { !$0.points.isEmpty }
        let points = self.series.flatMap(\.points)
        guard let first = points.first else { return nil }
        (self.title, self.xName, self.pins, self.reference) = (title, xName, pins, reference)
        let xs = points.map(\.x) + pins.map(\.x)
        let ys = points.map(\.y) + (reference.map { [$0.y] } ?? [])
        xScale = Self.scale(xs.min() ?? first.x, xs.max() ?? first.x, mayBeLogarithmic: false, margin: 0)
        yScale = Self.scale(
            ys.min() ?? first.y, ys.max() ?? first.y, mayBeLogarithmic: mayBeLogarithmic, margin: 0.05)
    }

    private static func scale(
        _ low: Double, _ high: Double, mayBeLogarithmic: Bool, margin: Double
    ) -> Domain {
        if low == high {
            let width = low == 0 ? 1 : low.magnitude / 2
            return .uniform(low - width...high + width)
        }
        if mayBeLogarithmic && low > 0 && high / low > 20 { return .log(low / 1.1...high * 1.1) }
        let space = (high - low) * margin
        return .uniform(low - space...high + space)
    }

    private var isLogarithmic: Bool { if case .log = yScale { true } else { false } }

    private func x(_ number: Double) -> Double {
        Self.left + xScale.position(of: .number(number)) * (Self.right - Self.left)
    }

    private func y(_ number: Double) -> Double {
        Self.bottom - yScale.position(of: .number(number)) * (Self.bottom - Self.top)
    }

    // MARK: - The picture

    /// The chart as a part of a page.
    var figure: String {
        var drawing = SVGDrawing(width: Self.width, height: Self.height, ground: "var(--ground)")
        drawAxes(in: &drawing)
        for pin in pins {
            let x = x(pin.x)
            drawing.path(
                through: [(x, Self.top), (x, Self.bottom)], color: pin.finding.color, width: 1, dashes: "2 3")
        }
        for curve in series { draw(curve, in: &drawing) }
        drawTips(in: &drawing)
        drawBadges(in: &drawing)
        let ends = series.map { "\($0.name) ends at \(figureText($0.points.last!.y))" }
        let label = "\(title): \(ends.joined(separator: ", "))"
        return """
            <figure><h3>\(markup(title))</h3>
            \(legend)
            \(drawing.element(label: label, isInteractive: !pins.isEmpty))
            \(table)
            </figure>
            """
    }

    private func drawAxes(in drawing: inout SVGDrawing) {
        for tick in AxisScale(yScale).ticks {
            let y = Self.bottom - tick.position * (Self.bottom - Self.top)
            drawing.line(from: (Self.left, y), to: (Self.right, y), color: "var(--line)", width: 0.7)
            drawing.write(
                tick.label, x: Self.left - 6, y: y + 4, size: 12, color: "var(--muted)", anchor: .end)
        }
        drawing.line(
            from: (Self.left, Self.bottom), to: (Self.right, Self.bottom), color: "var(--muted)")
        for tick in AxisScale(xScale).ticks where !tick.label.contains(".") {
            let x = Self.left + tick.position * (Self.right - Self.left)
            drawing.line(from: (x, Self.bottom), to: (x, Self.bottom + 4), color: "var(--muted)")
            drawing.write(
                tick.label, x: x, y: Self.bottom + 17, size: 12, color: "var(--muted)", anchor: .middle)
        }
        drawing.write(
            xName + (isLogarithmic ? " (vertical axis logarithmic)" : ""), x: Self.right, y: Self.bottom + 32,
            size: 12, color: "var(--muted)", anchor: .end)
        if let reference {
            let y = y(reference.y)
            drawing.path(
                through: [(Self.left, y), (Self.right, y)], color: "var(--text)", width: 1, dashes: "1 4")
            drawing.write(
                reference.name, x: Self.right - 2, y: y - 4, size: 11, color: "var(--text)", anchor: .end)
        }
    }

    private func draw(_ curve: Series, in drawing: inout SVGDrawing) {
        let points = curve.points.map { (x: x($0.x), y: y($0.y)) }
        drawing.path(through: points, color: curve.style.color, width: 2, dashes: curve.style.dashes)
        if points.count > 12 { return }
        for point in points { drawing.circle(x: point.x, y: point.y, radius: 3.5, color: curve.style.color) }
    }

    private func drawTips(in drawing: inout SVGDrawing) {
        let places = thinned(Self.mostTips)
        for (index, place) in places.enumerated() {
            let before = index == 0 ? x(place) - 8 : (x(places[index - 1]) + x(place)) / 2
            let after = index == places.count - 1 ? x(place) + 8 : (x(place) + x(places[index + 1])) / 2
            let numbers = zip(series, row(at: place)).map { "\($0.name) \($1)" }
            drawing.tip(
                "\(xName) \(AxisScale.label(place)): \(numbers.joined(separator: ", "))", x: before,
                y: Self.top, width: max(1, after - before), height: Self.bottom - Self.top)
        }
    }

    /// Numbered badges side by side, each as near to its line as the others leave room.
    private func drawBadges(in drawing: inout SVGDrawing) {
        let ordered = pins.sorted { ($0.x, $0.finding.number) < ($1.x, $1.finding.number) }
        var places: [Double] = []
        for pin in ordered { places.append(max(x(pin.x), (places.last ?? 0) + 19)) }
        var limit = Self.right
        for index in places.indices.reversed() {
            places[index] = min(places[index], limit)
            limit = places[index] - 19
        }
        for (pin, place) in zip(ordered, places) {
            let finding = pin.finding
            drawing.link(to: "#\(finding.identifier)", label: finding.label) { drawing in
                drawing.circle(x: place, y: Self.top - 12, radius: 9, color: finding.color)
                drawing.write(
                    "\(finding.number)", x: place, y: Self.top - 8, size: 11, color: "var(--on-mark)",
                    anchor: .middle, isBold: true, isOutlined: false)
            }
        }
    }

    private var legend: String {
        let keys = series.map { curve in
            let dashes = curve.style.dashes.map { " stroke-dasharray=\"\($0)\"" } ?? ""
            return """
                <li><svg viewBox="0 0 28 10" aria-hidden="true"><path d="M0 5L28 5" stroke="\(curve.style.color)" \
                stroke-width="3"\(dashes)/></svg>\(markup(curve.name)) <b>\(figureText(curve.points.last!.y))</b></li>
                """
        }
        return "<ul class=\"legend\">\(keys.joined())</ul>"
    }

    // MARK: - The numbers

    private var table: String {
        let rows = thinned(Self.mostRows).map { [AxisScale.label($0)] + row(at: $0) }
        return HTML.details(
            "Numbers of “\(title)”",
            HTML.table(
                [xName] + series.map(\.name), rows, numeric: Set(0...series.count), caption: title))
    }

    /// The places on the horizontal axis where a curve has a point: of many some, and the last.
    private func thinned(_ limit: Int) -> [Double] {
        let all = Set(series.flatMap { $0.points.map(\.x) }).sorted()
        if all.count <= limit { return all }
        return (0..<limit).map { all[$0 * (all.count - 1) / (limit - 1)] }
    }

    private func row(at place: Double) -> [String] {
        series.map { curve in curve.points.first { $0.x == place }.map { figureText($0.y) } ?? "–" }
    }
}
