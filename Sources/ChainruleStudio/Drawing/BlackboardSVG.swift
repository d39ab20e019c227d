import Chainrule
import Foundation

/// The SVG of Graphviz, made fit for people: with colors for light and dark, names for screen readers, and its pictures inside.
struct BlackboardSVG {
    let text: String
    /// The font that texts were measured in, if `dot` told.
    let font: String?

    /// - Parameters:
    ///   - output: what `dot` has made.
    ///   - document: what it was made of.
    ///   - drawing: what is drawn.
    ///   - prefix: what the identifiers of gates and wires begin with.
    init(_ output: Graphviz.Output, of document: DOTDocument, _ drawing: GraphDrawing, prefix: String = "") {
        var svg = String(decoding: output.data, as: UTF8.self)
        if let start = svg.range(of: "<svg") { svg.removeSubrange(svg.startIndex..<start.lowerBound) }
        svg = Self.embedding(document.pictures, in: svg)
        svg = Self.renamed(svg, drawing.accessibleNames(prefix: prefix))
        let families =
            ([output.font].compactMap(\.self).filter { !equallyWideFonts.contains($0) } + equallyWideFonts)
            .map { "'\($0)'" }.joined(
                separator: ", ")
        let title = markup(drawing.title)
        let opening = "role=\"img\" aria-label=\"\(title)\" class=\"chainrule\""
        svg = svg.replacingOccurrences(of: "<svg ", with: "<svg \(opening) ", range: svg.range(of: "<svg "))
        if let end = svg.range(of: ">") {
            svg.insert(
                contentsOf: "\n<title>\(title)</title>\n<style>\(Self.style(families))</style>",
                at: end.upperBound)
        }
        (text, font) = (svg, output.font)
    }

    /// Puts pictures in the place of the names of their files.
    private static func embedding(_ pictures: [String: [UInt8]], in svg: String) -> String {
        let attribute = "xlink:href=\""
        let parts = svg.components(separatedBy: attribute)
        return parts[0]
            + parts.dropFirst().map { part in
                let name = part.prefix { $0 != "\"" }
                let address = pictures[String(name)].map {
                    "data:image/png;base64,\(Data($0).base64EncodedString())"
                }
                return attribute + (address ?? String(name)) + part.dropFirst(name.count)
            }.joined()
    }

    /// Puts what gates and wires say in place of the names that `dot` gives nodes; those of edges are dropped.
    private static func renamed(_ svg: String, _ names: [String: String]) -> String {
        var lines = svg.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for index in lines.indices where lines[index].hasPrefix("<title>") {
            let name = String(lines[index].dropFirst("<title>".count).dropLast("</title>".count))
            lines[index] = names[name].map { "<title>\(markup($0))</title>" } ?? ""
        }
        return lines.filter { !$0.isEmpty && !$0.hasPrefix("<!--") && $0 != " -->" }.joined(separator: "\n")
            + "\n"
    }

    /// Rules by the colors that the attributes name, which take precedence over them.
    private static func style(_ families: String) -> String {
        let dark = [
            Chalk.text: "#e6edf3", Chalk.line: "#8b949e", Chalk.faint: "#9198a1", Chalk.frame: "#3d444d",
            Chalk.fill: "#161b22",
            Chalk.value: "#3fb950", Chalk.gradient: "#ff7b72",
        ]
        let rules = dark.sorted { $0.key < $1.key }.map {
            "[fill=\"\($0)\"]{fill:\($1)}[stroke=\"\($0)\"]{stroke:\($1)}"
        }.joined()
        return
            "svg.chainrule text{font-family:\(families),sans-serif}svg.chainrule image{image-rendering:pixelated}"
            + "@media(prefers-color-scheme:dark){svg.chainrule{background:#0d1117}\(rules)}"
    }
}

extension GraphDrawing {
    /// What gates and wires say to those who cannot see them, by their identifiers.
    func accessibleNames(prefix: String) -> [String: String] {
        var names: [String: String] = [:]
        for (number, gate) in gates.enumerated() {
            let kind =
                switch gate.kind {
                case .leaf: "input"
                case .parameter: "parameter"
                case .number: "number"
                case .operation: "gate"
                case .module: "module"
                case .elsewhere: "elsewhere:"
                }
            names["\(prefix)g\(number)"] = ([kind, gate.title] + gate.details).joined(separator: " ")
        }
        for (number, wire) in wires.enumerated() {
            let content = WireContent(wire, in: self, withPictures: false)
            let gradient = content.gradient.map { ", gradient \($0)" } ?? ""
            names["\(prefix)w\(number)"] =
                "\(content.name ?? gates[wire.source].title): \(content.shape.map { "\($0) " } ?? "")value \(content.value)\(gradient)"
        }
        return names
    }
}
