import Chainrule
import Foundation

/// A compiled plan as a picture: its instructions in the order in which they run, what was fused into each, where time and bytes
/// go, and which values share memory.
///
/// ```swift
/// let plan = step.explanation(images, labels, timed: 20)
/// try PlanChart(plan, title: "training step").write(to: URL(fileURLWithPath: "plan.svg"))
/// ```
///
/// The arcs on the left lead from the instruction that computes a value to those that read it; the map on the right has the places
/// of the arena from left to right, taken from the instruction that writes a value to the last one that reads it.
public struct PlanChart: Sendable {
    /// What the plan is of, in the words of the reader.
    public let title: String
    private let plan: PlanExplanation

    /// - Parameters:
    ///   - plan: what is drawn; times are shown if it was timed.
    ///   - title: what it is the plan of.
    public init(_ plan: PlanExplanation, title: String) {
        (self.plan, self.title) = (plan, title)
    }

    /// Writes the picture to a file, which is replaced atomically.
    ///
    /// - Parameter url: the file, of which the name should end in `.svg`.
    /// - Throws: an error that says what the file system refused.
    public func write(to url: URL) throws {
        try writeAtomically(to: url) { try $0.write(contentsOf: Data(svg.utf8)) }
    }

    /// The picture as the text of an SVG file, which refers to no other file and follows the reader's choice of light or dark.
    public var svg: String {
        let bottom = Layout.top + Double(plan.lines.count) * Layout.row
        let (width, height) = (Layout.width, bottom + 30)
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" \
            role="img" aria-label="\(markup("\(title): the plan of \(plan.lines.count) instructions"))">
            <style>\(Self.style)</style>
            <rect class="ground" width="\(width)" height="\(height)"/>
            \(heading)
            \(arcs)
            \(plan.lines.indices.map(row).joined(separator: "\n"))
            \(memory)
            </svg>

            """
    }

    // MARK: Places

    /// Places in pixels, from the left: arcs, number, work, result, time or operations, rate, bytes, memory.
    private enum Layout {
        static let width = 1500.0, top = 150.0, row = 20.0
        static let arcs = 105.0, work = 145.0, result = 590.0, time = 780.0, rate = 980.0, bytes = 1000.0
        static let memory = 1180.0
        static let timeWidth = 90.0, bytesWidth = 70.0, memoryWidth = 300.0
    }

    private func y(of line: Int) -> Double { Layout.top + Double(line) * Layout.row }

    // MARK: Parts

    private var isTimed: Bool { !plan.runs.isEmpty }
    private var seconds: [Double] { plan.lines.map { $0.seconds ?? 0 } }
    private var operations: [Double] { plan.lines.map { Double($0.operationCount) } }
    private var bytes: [Double] { plan.lines.map { Double($0.byteCount) } }

    /// Totals, the share of each kind of work, and the titles of the columns.
    private var heading: String {
        let operationCount = operations.reduce(0, +)
        let totals =
            ["\(plan.lines.count) instructions on \(plan.threads) threads", "\(mega(operationCount)) MFLOP"]
            + (isTimed ? ["\(microseconds(seconds.reduce(0, +))) µs"] : [])
            + [
                "\(kilo(bytes.reduce(0, +))) kB read and written",
                "arena \(kilo(Double(plan.arenaByteCount))) kB for \(kilo(Double(plan.temporaryByteCount))) kB of temporary values",
            ]
        let columns: [(Double, String)] = [
            (Layout.work, "instruction, and what is fused into it"), (Layout.result, "result"),
            (Layout.time, isTimed ? "time, µs" : "MFLOP"), (Layout.bytes, "kB"),
            (Layout.memory, "memory of temporary values"),
        ]
        return
            ([
                text(title, x: 16, y: 26, "title"),
                text(totals.joined(separator: " · "), x: 16, y: 48, "faint"),
                shares(isTimed ? seconds : operations, of: isTimed ? "time" : "operations", y: 60),
                shares(bytes, of: "bytes", y: 90),
            ]
            + columns.map { text($1, x: $0, y: Layout.top - 10, "faint") }
            + (isTimed ? [text("GFLOP/s", x: Layout.rate, y: Layout.top - 10, "faint end")] : [])).joined(
                separator: "\n")
    }

    /// A bar divided by kinds of work.
    private func shares(_ amounts: [Double], of what: String, y: Double) -> String {
        let total = amounts.reduce(0, +)
        guard total > 0 else { return "" }
        var x = 110.0
        let parts = WorkKind.allCases.map { kind in
            let amount = zip(plan.lines, amounts).reduce(0) { WorkKind($1.0) == kind ? $0 + $1.1 : $0 }
            let width = 1370 * amount / total
            defer { x += width }
            let label = "\(kind.rawValue) \(Int((100 * amount / total).rounded())) %"
            let inside = width > 7 * Double(label.count) ? text(label, x: x + 6, y: y + 15, "inside") : ""
            return """
                <g><title>\(markup("\(label) of the \(what)"))</title><rect class="\(kind.rawValue)" x="\(pixels(x))" y="\(y)" \
                width="\(pixels(width))" height="22"/>\(inside)</g>
                """
        }
        return text(what, x: 16, y: y + 15, "") + parts.joined(separator: "\n")
    }

    private func row(_ number: Int) -> String {
        let line = plan.lines[number]
        let (y, kind) = (y(of: number), WorkKind(line).rawValue)
        let amounts = isTimed ? seconds : operations
        let bars = [
            bar(amounts, number, x: Layout.time, y: y, width: Layout.timeWidth, kind) { amount in
                guard isTimed else { return mega(amount) }
                let share = 100 * amount / max(seconds.reduce(0, +), .leastNonzeroMagnitude)
                return "\(microseconds(amount)), \(Int(share.rounded())) %"
            },
            bar(bytes, number, x: Layout.bytes, y: y, width: Layout.bytesWidth, kind, kilo),
        ]
        let rate =
            isTimed && line.operationCount > 0
            ? text(
                "\(Int((operations[number] / max(seconds[number], 1e-9) / 1e9).rounded()))", x: Layout.rate,
                y: y + 14, "end") : ""
        let tip =
            "\(number) \(line.name): \(line.detail); \(line.results); \(kilo(bytes[number])) kB, \(mega(operations[number])) MFLOP"
        return """
            <g class="row"><title>\(markup(tip))</title>
            <rect class="stripe" x="\(Layout.arcs + 3)" y="\(y)" width="\(Layout.width - Layout.arcs - 19)" height="\(Layout.row - 1)"/>
            \(text("\(number)", x: Layout.work - 8, y: y + 14, "faint end"))
            <text x="\(Layout.work)" y="\(y + 14)">\(markup(line.name)) <tspan class="faint">\(markup(shortened(line.detail, to: 68 - line.name.count)))</tspan></text>
            \(text(shortened(line.results, to: 31), x: Layout.result, y: y + 14, ""))
            \(bars.joined(separator: "\n"))
            \(rate)
            </g>
            """
    }

    private func bar(
        _ amounts: [Double], _ number: Int, x: Double, y: Double, width: Double, _ kind: String,
        _ label: (Double) -> String
    ) -> String {
        let length = width * amounts[number] / max(amounts.max() ?? 0, .leastNonzeroMagnitude)
        return """
            <rect class="\(kind)" x="\(x)" y="\(y + 4)" width="\(pixels(length))" height="\(Layout.row - 9)"/>
            \(text(label(amounts[number]), x: x + length + 4, y: y + 14, ""))
            """
    }

    /// The flow of values, longer ways further to the left.
    private var arcs: String {
        plan.lines.enumerated().flatMap { number, line in
            line.sources.map { source in
                let (from, to) = (y(of: source) + Layout.row / 2, y(of: number) + Layout.row / 2)
                let reach = min(Layout.arcs - 8, 8 + 18 * log2(Double(number - source)))
                let x = pixels(Layout.arcs - reach)
                return """
                    <path class="arc" d="M\(Layout.arcs) \(from)C\(x) \(from) \(x) \(to) \(Layout.arcs) \(to)"><title>from \(source) to \(number)</title></path>
                    """
            }
        }.joined(separator: "\n")
    }

    private var memory: String {
        let scale = Layout.memoryWidth / Double(max(plan.arenaByteCount, 1))
        let places = plan.placements.map { place in
            let (first, last) = (place.instructions.lowerBound, place.instructions.upperBound)
            let tip =
                "\(kilo(Double(place.byteCount))) kB at \(kilo(Double(place.offset))) kB, instructions \(first) to \(last)"
            return """
                <rect class="\(WorkKind(plan.lines[first]).rawValue) place" x="\(pixels(Layout.memory + Double(place.offset) * scale))" \
                y="\(y(of: first))" width="\(pixels(max(1, Double(place.byteCount) * scale)))" \
                height="\(Double(last - first + 1) * Layout.row - 1)"><title>\(markup(tip))</title></rect>
                """
        }
        return places.joined(separator: "\n")
    }

    // MARK: Text

    private func text(_ text: String, x: Double, y: Double, _ styles: String) -> String {
        "<text class=\"\(styles)\" x=\"\(pixels(x))\" y=\"\(pixels(y))\">\(markup(text))</text>"
    }

    private func shortened(_ text: String, to count: Int) -> String {
        text.count <= count ? text : "\(text.prefix(max(0, count - 1)))…"
    }

    private func pixels(_ number: Double) -> String { String(format: "%.1f", number) }
    private func kilo(_ bytes: Double) -> String { "\(Int((bytes / 1000).rounded(.up)))" }
    private func mega(_ operations: Double) -> String { "\(Int((operations / 1e6).rounded()))" }
    private func microseconds(_ seconds: Double) -> String { "\(Int((seconds * 1e6).rounded()))" }

    private static var style: String {
        let colors = WorkKind.allCases.map { ".\($0.rawValue){fill:\($0.color)}" }.joined()
        return """
            text{font:11px Arial,Helvetica,"Liberation Sans",sans-serif;fill:#24292f}.title{font-size:16px;font-weight:bold}\
            .faint{fill:#57606a}.end{text-anchor:end}.inside{fill:#000}.ground{fill:#fff}.stripe{fill:#f6f8fa}\
            .row:hover .stripe{fill:#fff8c5}.arc{fill:none;stroke:#57606a;stroke-opacity:.45}.arc:hover{stroke:#0969da;stroke-width:3;\
            stroke-opacity:1}.place{fill-opacity:.75;stroke:#fff;stroke-width:.5}\(colors)\
            @media(prefers-color-scheme:dark){text{fill:#e6edf3}.faint{fill:#9198a1}.inside{fill:#000}.ground{fill:#0d1117}\
            .stripe{fill:#161b22}.row:hover .stripe{fill:#3a3000}.arc{stroke:#9198a1}.place{stroke:#0d1117}}
            """
    }
}

/// What an instruction does, as people look for it in a picture of a plan.
enum WorkKind: String, CaseIterable {
    case convolution, product, loop, recurrence, attention, pooling, rows, copy, other, reference

    init(_ line: PlanExplanation.Line) {
        let kinds: [(String, WorkKind)] = [
            ("convolution", .convolution), ("matmul", .product), ("matrix", .product), ("loop", .loop),
            ("lstm", .recurrence), ("gru", .recurrence), ("rnn", .recurrence), ("attention", .attention),
            ("pool", .pooling), ("softmax", .rows), ("norm", .rows), ("fold", .loop), ("copy", .copy),
            ("reorder", .copy),
        ]
        if line.detail == "reference" {
            self = .reference
        } else {
            self = kinds.first { line.name.contains($0.0) }?.1 ?? .other
        }
    }

    /// Colors that color-blind eyes tell apart (Okabe and Ito).
    var color: String {
        switch self {
        case .convolution: "#56b4e9"
        case .product: "#0098e0"
        case .loop: "#e69f00"
        case .recurrence: "#cc79a7"
        case .attention: "#b8a1e0"
        case .pooling: "#00b386"
        case .rows: "#7fcf8f"
        case .copy: "#b0b7bf"
        case .other: "#d6c74a"
        case .reference: "#e5703a"
        }
    }
}
