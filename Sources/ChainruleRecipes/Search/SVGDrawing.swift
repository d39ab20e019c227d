/// The text of an SVG picture, an element after the other; later ones lie on top.
package struct SVGDrawing {
    private let width: Double
    private let height: Double
    /// The color of what the picture lies on.
    private let ground: String
    private var elements: [String] = []

    /// - Parameters:
    ///   - width: the units from left to right.
    ///   - height: the units from top to bottom.
    ///   - ground: the color of what the picture lies on, as all colors in the words of CSS; white by default.
    package init(width: Double, height: Double, ground: String = "#ffffff") {
        (self.width, self.height, self.ground) = (width, height, ground)
    }

    /// An element of a page, as wide as there is room, with what it is for those who cannot see it.
    ///
    /// - Parameters:
    ///   - label: what it shows, in words.
    ///   - isInteractive: whether there are links in it, which a mere image would hide.
    package func element(label: String, isInteractive: Bool = false) -> String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.number(width)) \(Self.number(height))" role="\(isInteractive ? "group" : "img")" \
        aria-label="\(Self.escaped(label))">
        \(elements.joined(separator: "\n"))
        </svg>
        """
    }

    /// The whole file; nothing in it refers to another one.
    package var text: String {
        let (width, height) = (Self.number(width), Self.number(height))
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
            viewBox="0 0 \(width) \(height)" font-family="Helvetica, Arial, 'DejaVu Sans', sans-serif">
            \(elements.joined(separator: "\n"))
            </svg>

            """
    }

    package enum Anchor: String { case start, middle, end }

    package mutating func write(
        _ text: String, x: Double, y: Double, size: Double = 12, color: String, anchor: Anchor = .start,
        isBold: Bool = false, isOutlined: Bool = true
    ) {
        // The outline in the color of the ground keeps a text readable where lines run behind it.
        add(
            "text",
            [
                ("x", Self.number(x)), ("y", Self.number(y)), ("font-size", Self.number(size)),
                ("fill", color), ("text-anchor", anchor.rawValue),
                ("font-weight", isBold ? "bold" : "normal"),
            ]
                + (isOutlined
                    ? [("stroke", ground), ("stroke-width", "3"), ("paint-order", "stroke")] : []),
            content: text)
    }

    package mutating func line(
        from start: (x: Double, y: Double), to end: (x: Double, y: Double), color: String, width: Double = 1
    ) {
        add(
            "line",
            [
                ("x1", Self.number(start.x)), ("y1", Self.number(start.y)), ("x2", Self.number(end.x)),
                ("y2", Self.number(end.y)), ("stroke", color), ("stroke-width", Self.number(width)),
            ])
    }

    package mutating func rectangle(x: Double, y: Double, width: Double, height: Double, color: String) {
        add(
            "rect",
            [
                ("x", Self.number(x)), ("y", Self.number(y)), ("width", Self.number(width)),
                ("height", Self.number(height)), ("fill", color),
            ])
    }

    package mutating func circle(x: Double, y: Double, radius: Double, color: String) {
        add(
            "circle",
            [
                ("cx", Self.number(x)), ("cy", Self.number(y)), ("r", Self.number(radius)), ("fill", color),
                ("stroke", ground), ("stroke-width", "1.5"),
            ])
    }

    /// A curve through points from left to right, level at each of them; `tip` shows under the pointer.
    package mutating func curve(
        through points: [(x: Double, y: Double)], color: String, width: Double, opacity: Double,
        isDashed: Bool = false, tip: String
    ) {
        guard let first = points.first else { return }
        var path = "M\(Self.number(first.x)) \(Self.number(first.y))"
        for (start, end) in zip(points, points.dropFirst()) {
            let middle = Self.number((start.x + end.x) / 2)
            path += "C\(middle) \(Self.number(start.y)) \(middle) \(Self.number(end.y)) "
            path += "\(Self.number(end.x)) \(Self.number(end.y))"
        }
        var attributes = [
            ("d", path), ("fill", "none"), ("stroke", color), ("stroke-width", Self.number(width)),
            ("stroke-opacity", Self.number(opacity)), ("stroke-linecap", "round"),
        ]
        if isDashed { attributes.append(("stroke-dasharray", "3 4")) }
        elements.append("<path\(Self.text(attributes))><title>\(Self.escaped(tip))</title></path>")
    }

    /// Straight lines from point to point.
    package mutating func path(
        through points: [(x: Double, y: Double)], color: String, width: Double, dashes: String? = nil
    ) {
        let places = points.map { "\(Self.number($0.x)) \(Self.number($0.y))" }
        guard !places.isEmpty else { return }
        add(
            "path",
            [
                ("d", "M" + places.joined(separator: "L")), ("fill", "none"), ("stroke", color),
                ("stroke-width", Self.number(width)), ("stroke-linejoin", "round"),
            ] + (dashes.map { [("stroke-dasharray", $0)] } ?? []))
    }

    /// An area that shows nothing but a tip under the pointer.
    package mutating func tip(_ tip: String, x: Double, y: Double, width: Double, height: Double) {
        let place = [
            ("x", Self.number(x)), ("y", Self.number(y)), ("width", Self.number(width)),
            ("height", Self.number(height)), ("fill", "transparent"),
        ]
        elements.append("<rect\(Self.text(place))><title>\(Self.escaped(tip))</title></rect>")
    }

    /// Makes what `draw` draws a link.
    package mutating func link(to address: String, label: String, _ draw: (inout SVGDrawing) -> Void) {
        elements.append("<a\(Self.text([("href", address), ("aria-label", label)]))>")
        draw(&self)
        elements.append("</a>")
    }

    private mutating func add(_ name: String, _ attributes: [(String, String)], content: String? = nil) {
        let start = "<\(name)\(Self.text(attributes))"
        elements.append(content.map { "\(start)>\(Self.escaped($0))</\(name)>" } ?? "\(start)/>")
    }

    private static func text(_ attributes: [(String, String)]) -> String {
        attributes.map { " \($0)=\"\(escaped($1))\"" }.joined()
    }

    /// The text as XML takes it; characters that XML has no place for are left out.
    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\u{FFFE}", "\u{FFFF}": break
            default: if scalar.value >= 0x20 { result.unicodeScalars.append(scalar) }
            }
        }
    }

    /// The number to a tenth, which is finer than an eye sees.
    private static func number(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(Double(tenths) / 10)"
    }
}
