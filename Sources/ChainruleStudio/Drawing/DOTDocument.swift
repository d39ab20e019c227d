import Chainrule
import Foundation

/// A drawing in the language of Graphviz, with the pictures it refers to.
struct DOTDocument {
    /// For `dot`, which finds the pictures in its working directory.
    let text: String
    /// PNG files by their names.
    let pictures: [String: [UInt8]]

    /// The fonts that texts are measured in: all three have the same widths.
    static let font = "Arial"

    /// - Parameters:
    ///   - drawing: what is drawn.
    ///   - prefix: what the identifiers of gates and wires begin with.
    ///   - withPictures: whether tensors get pictures.
    init(_ drawing: GraphDrawing, prefix: String = "", withPictures: Bool = true) {
        var writer = DOTWriter(drawing: drawing, prefix: prefix, withPictures: withPictures)
        writer.write()
        text = writer.text
        pictures = writer.pictures
    }
}

/// Writes the statements of a drawing.
private struct DOTWriter {
    let drawing: GraphDrawing
    let prefix: String
    let withPictures: Bool
    /// The wires that begin at each gate.
    private let wires: [Int: [Int]]
    private(set) var text = ""
    private(set) var pictures: [String: [UInt8]] = [:]

    init(drawing: GraphDrawing, prefix: String, withPictures: Bool) {
        (self.drawing, self.prefix, self.withPictures) = (drawing, prefix, withPictures)
        wires = Dictionary(grouping: drawing.wires.indices) { drawing.wires[$0].source }
    }

    /// Long chains run down the page, short ones from left to right.
    private var runsDown: Bool {
        drawing.longestPath > 8 && drawing.gates.contains { $0.kind == .module || !$0.frame.isEmpty }
    }
    private var isLarge: Bool { drawing.gates.count > 60 }

    mutating func write() {
        // On large graphs dot takes minutes to find a better layout, and splines between many nodes.
        let effort = isLarge ? ", nslimit=1, nslimit1=1, splines=line" : ", ordering=in"
        text = """
            digraph drawing {
            graph [rankdir=\(runsDown ? "TB" : "LR"), nodesep=0.25, ranksep=\(runsDown ? "0.12" : "0.15"), \
            fontname="\(DOTDocument.font)"\(effort)]
            node [fontname="\(DOTDocument.font)", fontsize=14, color="\(Chalk.line)", fontcolor="\(Chalk.text)", penwidth=1.2]
            edge [fontname="\(DOTDocument.font)", fontsize=11, color="\(Chalk.line)", fontcolor="\(Chalk.gradient)", \
            arrowsize=0.6, penwidth=1.2]

            """
        writeFrames(Array(drawing.gates.indices), at: 0, named: [])
        for (number, wire) in drawing.wires.enumerated() { writeEdges(of: wire, number) }
        text += "}\n"
    }

    // MARK: Frames

    /// Gates with the wires that begin there; those in an opened module within a frame.
    private mutating func writeFrames(_ gates: [Int], at level: Int, named path: [String]) {
        var remaining = gates[...]
        while let gate = remaining.popFirst() {
            let frame = drawing.gates[gate].frame
            if frame.count <= level {
                writeGate(gate)
                continue
            }
            let name = frame[level]
            let inside =
                [gate]
                + remaining.filter {
                    drawing.gates[$0].frame.count > level && drawing.gates[$0].frame[level] == name
                }
            remaining.removeAll { inside.contains($0) }
            let path = path + [name]
            text += """
                subgraph "cluster_\(escaped(prefix + path.joined(separator: ".")))" {
                graph [label=<\(markup(UnrolledSteps.shownName(path.joined(separator: "."))))>, labeljust=l, style=rounded, color="\(Chalk.frame)", \
                fontcolor="\(Chalk.faint)", fontsize=11]

                """
            writeFrames(inside, at: level + 1, named: path)
            text += "}\n"
        }
    }

    // MARK: Gates

    private mutating func writeGate(_ number: Int) {
        let gate = drawing.gates[number]
        text +=
            "\(prefix)g\(number) [id=\"\(prefix)g\(number)\", \(shape(of: gate)), label=<\(label(of: gate))>]\n"
        if gate.kind == .number { return }
        for wire in wires[number, default: []] {
            let label = wireLabel(drawing.wires[wire], wire)
            text += "\(prefix)w\(wire) [id=\"\(prefix)w\(wire)\", shape=plain, label=<\(label)>]\n"
            text +=
                "\(prefix)g\(number) -> \(prefix)w\(wire):r:\(runsDown ? "n" : "w") [class=\"\(prefix)w\(wire)\", arrowhead=none, weight=4]\n"
        }
    }

    private func shape(of gate: GraphDrawing.Gate) -> String {
        switch gate.kind {
        case .leaf, .parameter, .number: "shape=plain"
        case .operation where gate.details.isEmpty && gate.title.count < 6:
            "shape=circle, width=0.5, margin=0.02"
        case .operation: "shape=box, style=rounded, margin=\"0.08,0.04\""
        case .elsewhere: "shape=box, style=\"rounded,dashed\", margin=\"0.08,0.04\""
        case .module: "shape=box, style=\"rounded,filled\", fillcolor=\"\(Chalk.fill)\", margin=\"0.06,0.03\""
        }
    }

    private func label(of gate: GraphDrawing.Gate) -> String {
        if gate.kind == .module { return moduleLabel(gate) }
        let title = gate.kind == .number ? markup(gate.title) : "<b>\(markup(gate.shownTitle))</b>"
        return ([title] + gate.details.map { font($0, Chalk.faint, size: 10) }).joined(separator: "<br/>")
    }

    /// The name of the module, what it is, and its parameters with their ranges and those of their gradients.
    private func moduleLabel(_ gate: GraphDrawing.Gate) -> String {
        let shown = gate.parameters.count > 4 ? gate.parameters.prefix(3) : gate.parameters[...]
        let details = gate.details.map {
            "<tr><td colspan=\"3\">\(font($0, Chalk.faint, size: 10))</td></tr>"
        }
        let parameters = shown.map { place in
            let row = drawing.explanation.rows[place]
            let name = drawing.graph.parameterNames[place]!.withoutPrefix("\(gate.title).")
            let cells = [
                font("\(name) \(row.type.shape)", Chalk.faint, size: 10),
                font(drawing.graph.rangeText(of: row.value), Chalk.value, size: 10),
                font(row.gradient.map(drawing.graph.rangeText) ?? "–", Chalk.gradient, size: 10),
            ]
            return "<tr>\(cells.map { "<td align=\"left\" cellpadding=\"3\">\($0)</td>" }.joined())</tr>"
        }
        let rest = gate.parameters.count - shown.count
        let more =
            rest > 0
            ? [
                "<tr><td colspan=\"3\">\(font("and \(rest) more parameters", Chalk.faint, size: 10))</td></tr>"
            ] : []
        return table(
            [
                ["<tr><td colspan=\"3\"><b>\(markup(gate.shownTitle))</b></td></tr>"], details, parameters,
                more,
            ]
            .flatMap(\.self))
    }

    // MARK: Wires

    /// A table whose rule is a piece of the wire: the value above, the gradient below. Of a wire that runs down the page, they
    /// stand to the left and to the right.
    private mutating func wireLabel(_ wire: GraphDrawing.Wire, _ number: Int) -> String {
        let content = WireContent(wire, in: drawing, withPictures: withPictures)
        let name = content.name.map { "\(markup($0)) = " } ?? ""
        let shape = content.shape.map { [font($0, Chalk.faint, size: 10)] } ?? []
        let value = [name + font(content.value, Chalk.value, size: textSize(content.value))]
        let gradientText = content.gradient ?? (drawing.explanation.hasGradients ? "–" : " ")
        let gradient = [font(gradientText, Chalk.gradient, size: textSize(gradientText))]
        let above = picture(content.valuePicture, "v\(number)") + cells(shape + value)
        let below = cells(gradient) + picture(content.gradientPicture, "d\(number)")
        if runsDown {
            let rule = "<td port=\"r\" width=\"1\" cellpadding=\"0\"></td>"
            return table([
                "<tr><td>\(table(above))</td><vr/>\(rule)<td>\(table(below))</td></tr>"
            ])
        }
        return table(above + ["<hr/><tr><td port=\"r\" height=\"1\" cellpadding=\"0\"></td></tr>"] + below)
    }

    private func textSize(_ text: String) -> Int { text.count > 8 ? 11 : 14 }

    private func cells(_ contents: [String]) -> [String] { contents.map { "<tr><td>\($0)</td></tr>" } }

    private mutating func picture(_ picture: Thumbnail?, _ name: String) -> [String] {
        guard let picture else { return [] }
        let file = "\(prefix)\(name).png"
        pictures[file] = picture.png
        // Three quarters of a point for each pixel.
        let (width, height) = (max(4, picture.width * 3 / 4), max(4, picture.height * 3 / 4))
        return [
            "<tr><td fixedsize=\"true\" width=\"\(width + 4)\" height=\"\(height + 4)\"><img scale=\"true\" src=\"\(file)\"/></td></tr>"
        ]
    }

    private mutating func writeEdges(of wire: GraphDrawing.Wire, _ number: Int) {
        let isNumber = drawing.gates[wire.source].kind == .number
        let begin = isNumber ? "\(prefix)g\(wire.source)" : "\(prefix)w\(number):r:\(runsDown ? "s" : "e")"
        for target in wire.targets {
            let contribution = wire.isBranch ? target.contribution : nil
            let label = contribution.map { ", label=<\(markup(drawing.graph.rangeText(of: $0)))>" } ?? ""
            text += "\(begin) -> \(prefix)g\(target.gate) [class=\"\(prefix)w\(number)\"\(label)]\n"
        }
    }

    // MARK: Markup

    private func table(_ rows: [String]) -> String {
        "<table border=\"0\" cellborder=\"0\" cellspacing=\"0\" cellpadding=\"1\">\(rows.joined())</table>"
    }

    private func font(_ text: String, _ color: String, size: Int) -> String {
        "<font color=\"\(color)\" point-size=\"\(size)\">\(markup(text))</font>"
    }
}

/// The colors of a drawing on white; the style of an SVG file exchanges them on dark ground.
enum Chalk {
    static let text = "#24292f", line = "#57606a", faint = "#6e7781", frame = "#d0d7de", fill = "#f6f8fa"
    static let value = "#1a7f37", gradient = "#cf222e"
}

extension GraphDrawing {
    /// The most gates one behind the other; of a circle of modules, each counts once.
    fileprivate var longestPath: Int {
        var lengths = [Int](repeating: 1, count: gates.count)
        for _ in gates.indices {
            var isStable = true
            for wire in wires {
                for target in wire.targets
                where lengths[target.gate] <= lengths[wire.source] && lengths[wire.source] < gates.count {
                    lengths[target.gate] = lengths[wire.source] + 1
                    isStable = false
                }
            }
            if isStable { break }
        }
        return lengths.max() ?? 0
    }
}

/// The text with the characters escaped that mean something in Graphviz's HTML-like labels and in XML.
func markup(_ text: String) -> String {
    // An empty label would be an error of syntax.
    if text.isEmpty { return " " }
    return text.singleLine.map { character in
        switch character {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        case "\"": "&quot;"
        default: String(character)
        }
    }.joined()
}

extension String {
    /// The text without what it begins with, if it does.
    func withoutPrefix(_ prefix: String) -> String {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
    }
}

/// The text within the quotes of a DOT string.
private func escaped(_ text: String) -> String {
    text.singleLine.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
}
