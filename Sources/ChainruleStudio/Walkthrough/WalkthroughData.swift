import Chainrule
import Foundation

/// What the script of a walk-through page reads. Texts of values are lists, one for each step of the training.
struct WalkthroughData: Encodable {
    let title: String
    /// What the steps of the training are called.
    let frames: [String]
    /// The drawing of everything, then those of the modules that can be opened.
    let views: [View]
    let updates: [Update]

    /// A drawing.
    struct View: Encodable {
        /// The dotted name of the module; empty for everything.
        let path: String
        /// The name for readers.
        let name: String
        /// What the identifiers of its gates and wires begin with.
        let prefix: String
        let gates: [Gate]
        let wires: [Wire]
    }

    struct Gate: Encodable {
        let kind: String
        let title: String
        /// The full name of a parameter, and the name of any other leaf; nil for others.
        let variable: String?
        let details: [String]
        /// The drawing that opens; nil for a gate that is no module.
        let view: Int?
        /// What it does to gradients, in words.
        let pattern: String
        let inputs: [Input]
        let outputs: [Int]
        let parameters: [Parameter]
    }

    struct Input: Encodable {
        let wire: Int
        /// The numbers of the local gradient, or what it is in words.
        let local: [String]
        /// The downstream gradient; nil where none flows.
        let contribution: [String]?
    }

    struct Parameter: Encodable {
        let name: String
        let shape: String
        let values: [String]
        let gradients: [String]
    }

    struct Wire: Encodable {
        let source: Int
        let name: String
        let shape: String?
        let isNumber: Bool
        let values: [String]
        let gradients: [String]?
        let targets: [Int]
        /// Data addresses of pictures, if there are several steps; the drawing shows those of the first.
        let valuePictures: [String]?
        let gradientPictures: [String]?
        /// Whether the drawing has pictures of the value and of the gradient.
        let hasPictures: [Bool]
    }

    struct Update: Encodable {
        let name: String
        let shape: String
        let rules: [String]
        let before: [String]
        let gradient: [String]
        let after: [String]
    }
}

extension WalkthroughData.View {
    /// - Parameters:
    ///   - drawings: of one module, one for each step of the training.
    ///   - path: the dotted name of the module.
    ///   - prefix: what the identifiers of its gates and wires begin with.
    ///   - views: the numbers of the drawings of modules, by their names.
    init(_ drawings: [GraphDrawing], path: String, prefix: String, views: [String: Int]) {
        let drawing = drawings[0]
        (self.path, name, self.prefix) = (path, UnrolledSteps.shownName(path), prefix)
        wires = drawing.wires.indices.map { WalkthroughData.Wire(drawings, $0) }
        gates = drawing.gates.indices.map { WalkthroughData.Gate(drawings, $0, views) }
    }
}

extension WalkthroughData.Gate {
    fileprivate init(_ drawings: [GraphDrawing], _ number: Int, _ views: [String: Int]) {
        let drawing = drawings[0]
        let gate = drawing.gates[number]
        kind = gate.kind.rawValue
        title = gate.shownTitle
        let isLeaf = gate.kind == .leaf || gate.kind == .parameter
        variable = isLeaf ? drawing.graph.parameterNames[gate.rows[0]] ?? gate.title : nil
        details = gate.details
        view = gate.kind == .module ? views[gate.title] : nil
        let operation = gate.rows.first.map { drawing.explanation.rows[$0].operation } ?? ""
        pattern = gate.kind == .operation ? GateSymbols.pattern(of: operation) : ""
        outputs = drawing.wires.indices.filter { drawing.wires[$0].source == number }
        var found: [(input: Int, description: WalkthroughData.Input)] = []
        for (wire, content) in drawing.wires.enumerated() {
            for (place, target) in content.targets.enumerated() where target.gate == number {
                let contributions = drawings.compactMap { drawing in
                    drawing.wires[wire].targets[place].contribution.map(drawing.graph.rangeText)
                }
                let locals = drawings.map { drawing -> String in
                    let local =
                        gate.kind == .operation
                        ? drawing.graph.localGradients[gate.rows[0]]?[target.input] : nil
                    return local.map(drawing.graph.rangeText)
                        ?? GateSymbols.localGradient(of: operation, input: target.input)
                }
                found.append(
                    (
                        target.input,
                        WalkthroughData.Input(
                            wire: wire, local: locals,
                            contribution: contributions.isEmpty ? nil : contributions)
                    ))
            }
        }
        inputs = found.sorted { $0.input < $1.input }.map(\.description)
        parameters = gate.parameters.map { place in
            let rows = drawings.map { $0.explanation.rows[place] }
            return WalkthroughData.Parameter(
                name: drawing.graph.parameterNames[place]!, shape: "\(rows[0].type.shape)",
                values: zip(drawings, rows).map { $0.graph.rangeText(of: $1.value) },
                gradients: zip(drawings, rows).map { drawing, row in
                    row.gradient.map(drawing.graph.rangeText) ?? "–"
                })
        }
    }
}

extension WalkthroughData.Wire {
    fileprivate init(_ drawings: [GraphDrawing], _ number: Int) {
        let wire = drawings[0].wires[number]
        let contents = drawings.map { WireContent($0.wires[number], in: $0) }
        source = wire.source
        let gate = drawings[0].gates[wire.source]
        name = contents[0].name ?? gate.title
        shape = contents[0].shape
        isNumber = gate.kind == .number
        values = contents.map(\.value)
        let texts = contents.compactMap(\.gradient)
        gradients = texts.count == contents.count ? texts : nil
        targets = wire.targets.map(\.gate)
        let pictures = [contents.compactMap(\.valuePicture), contents.compactMap(\.gradientPicture)]
        hasPictures = [contents[0].valuePicture != nil, contents[0].gradientPicture != nil]
        func addresses(_ pictures: [Thumbnail]) -> [String]? {
            pictures.count == drawings.count && drawings.count > 1 ? pictures.map(\.address) : nil
        }
        valuePictures = addresses(pictures[0])
        gradientPictures = addresses(pictures[1])
    }
}

extension [WalkthroughData.Update] {
    init(_ frames: [Walkthrough.Frame]) {
        self = frames[0].updates.indices.map { index in
            let updates = frames.map { $0.updates[index] }
            return WalkthroughData.Update(
                name: updates[0].name, shape: updates[0].before.rank == 0 ? "" : "\(updates[0].before.shape)",
                rules: updates.map(\.rule), before: updates.map(\.before.rangeText),
                gradient: updates.map(\.gradient.rangeText), after: updates.map(\.after.rangeText))
        }
    }
}
