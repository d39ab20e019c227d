import Chainrule

/// Turns the nodes of a graph into gates and wires.
struct GraphFolding {
    private(set) var gates: [GraphDrawing.Gate] = []
    private(set) var wires: [GraphDrawing.Wire] = []

    private let graph: ExplainedGraph
    private let inside: String
    private let rows: [Explanation.Row]
    private let folding: ModuleFolding
    /// For each row the row whose wire shows its value: its own, or that of what it only gives another shape of ones.
    private var origins: [Int] = []
    /// The row whose value and gradient a wire shows, where it is not that of its gate.
    private var shown: [Int: Int] = [:]
    private var gateOfRow: [Int: Int] = [:]
    private var gateOfModule: [String: Int] = [:]

    /// A drawing of up to so many gates can be read.
    private static let readable = 60

    /// - Parameters:
    ///   - inside: the dotted name of the module that is drawn; empty for all.
    ///   - depth: how many levels of modules are opened; nil for as many as can be read.
    init(_ graph: ExplainedGraph, inside: String, depth: Int?) {
        var chosen = GraphFolding(graph, inside: inside, levels: depth ?? 1)
        let deepest = depth == nil ? ModuleFolding.deepestLevel(graph.paths, inside: inside) : 0
        // What consists of a few layers is opened altogether.
        for level in stride(from: 2, through: deepest + 1, by: 1)
        where level <= deepest || chosen.gates.count < 6 {
            let opened = GraphFolding(graph, inside: inside, levels: level)
            // Steps that look alike are better in groups.
            let alike = opened.gates.count { $0.kind == .module && UnrolledSteps.isStep($0.title) }
            if opened.gates.count + alike > Self.readable { break }
            chosen = opened
        }
        // Loops that are not recognized.
        if depth == nil, inside.isEmpty, graph.modelName != nil, chosen.gates.count > GraphDrawing.mostGates {
            chosen = GraphFolding(graph, inside: "", levels: 0)
        }
        self = chosen
    }

    private init(_ graph: ExplainedGraph, inside: String, levels: Int) {
        (self.graph, self.inside) = (graph, inside)
        rows = graph.explanation.rows
        folding = ModuleFolding(graph.paths, isOfModel: graph.isOfModel, inside: inside, depth: levels)
        findOrigins()
        makeGates()
        makeWires()
    }

    // MARK: Shapes of ones

    /// A reshape that only adds or drops axes of size one is no gate: the value passes through it.
    private mutating func findOrigins() {
        var uses = [Int](repeating: 0, count: rows.count)
        for row in rows {
            for input in row.inputs { uses[input - 1] += 1 }
        }
        for (place, row) in rows.enumerated() {
            // The name of the result, as in f = sum(x), is written where its wire begins.
            guard row.operation == "reshape", row.name == nil || place == rows.count - 1,
                folding.places[place].isOpen,
                rows[row.inputs[0] - 1].literal == nil, hasSameSizes(row, rows[row.inputs[0] - 1])
            else {
                origins.append(place)
                continue
            }
            let source = row.inputs[0] - 1
            origins.append(origins[source])
            if !rows[source].inputs.isEmpty && uses[source] == 1 { shown[origins[source]] = place }
        }
    }

    /// Whether shapes differ in axes of size one only.
    private func hasSameSizes(_ first: Explanation.Row, _ second: Explanation.Row) -> Bool {
        first.type.shape.filter { $0 != 1 } == second.type.shape.filter { $0 != 1 }
    }

    // MARK: Gates

    private mutating func makeGates() {
        for place in rows.indices where origins[place] == place {
            switch folding.places[place] {
            case .elsewhere: continue
            case .folded(let module):
                let gate = gateOfModule[module] ?? addModule(module)
                gates[gate].rows.append(place)
                if graph.parameterNames[place] != nil { gates[gate].parameters.append(place) }
                gateOfRow[place] = gate
            case .open(let frame):
                if rows[place].literal == nil || place == rows.count - 1 {
                    gateOfRow[place] = add(gate(of: place, frame: frame))
                }
            }
        }
    }

    private mutating func add(_ gate: GraphDrawing.Gate) -> Int {
        gates.append(gate)
        return gates.count - 1
    }

    private mutating func addModule(_ name: String) -> Int {
        let outer = inside.isEmpty ? 0 : inside.split(separator: ".").count
        let gate = add(
            .init(
                kind: .module, title: name.isEmpty ? graph.modelName! : name,
                details: [graph.descriptions[name]].compactMap(\.self),
                frame: name.split(separator: ".").dropFirst(outer).dropLast().map(String.init), rows: []))
        gateOfModule[name] = gate
        return gate
    }

    private func gate(of place: Int, frame: [String]) -> GraphDrawing.Gate {
        let row = rows[place]
        if row.inputs.isEmpty {
            let parameter = graph.shortParameterName(place)
            return .init(
                kind: parameter == nil ? .leaf : .parameter,
                title: parameter ?? row.name ?? row.literal ?? row.operation,
                details: [], frame: frame, rows: [place])
        }
        let symbol = GateSymbols.symbol(of: row)
        let isExplained =
            symbol != nil
            && (row.attributes.isEmpty || row.operation == "pow-scalar" || row.operation == "sum")
        return .init(
            kind: .operation, title: symbol ?? row.operation,
            details: isExplained || row.attributes.isEmpty ? [] : [row.attributes],
            frame: frame, rows: [place])
    }

    // MARK: Wires

    private mutating func makeWires() {
        var targets: [Int: [GraphDrawing.Target]] = [:]
        for (place, row) in rows.enumerated() where origins[place] == place && row.literal == nil {
            for (index, input) in row.inputs.enumerated() {
                let source = origins[input - 1]
                guard let (from, to) = ends(from: source, to: place), from != to else { continue }
                let isOpen = gates[to].kind == .operation
                let contribution = row.contributions.isEmpty || !isOpen ? nil : row.contributions[index]
                targets[from == gateOfRow[source] ? source : -1 - from, default: []].append(
                    .init(gate: to, input: index, contribution: contribution))
            }
        }
        for place in rows.indices {
            guard let gate = gateOfRow[place] else { continue }
            let isEnd = origins[rows.count - 1] == place
            guard let ends = targets[place] ?? (isEnd || folding.places[place].isOpen ? [] : nil) else {
                continue
            }
            wires.append(.init(source: gate, rows: [shown[place] ?? place], targets: ends))
        }
        for gate in gates.indices {
            // Numbers, and what comes from elsewhere.
            guard let ends = targets[-1 - gate] else { continue }
            wires.append(.init(source: gate, rows: gates[gate].rows, targets: ends))
        }
        joinWires()
    }

    /// The gates at the ends of a connection; nil if it is not drawn. Makes those that stand for what is elsewhere.
    private mutating func ends(from source: Int, to place: Int) -> (Int, Int)? {
        let isInside = folding.places[place] != .elsewhere
        if let to = gateOfRow[place] {
            if let from = gateOfRow[source] { return (from, to) }
            let row = rows[source]
            if row.literal != nil && !folding.places[place].isOpen { return nil }
            let gate = add(
                .init(
                    kind: row.literal != nil ? .number : row.inputs.isEmpty ? .leaf : .elsewhere,
                    title: row.literal ?? graph.parameterNames[source] ?? row.name ?? nameElsewhere(source),
                    details: [], frame: [],
                    rows: [source]))
            if row.literal == nil { gateOfRow[source] = gate }
            return (gate, to)
        }
        guard !isInside, let from = gateOfRow[source], folding.places[source] != .elsewhere else {
            return nil
        }
        let name = "→ " + nameElsewhere(place)
        let to =
            gates.firstIndex { $0.kind == .elsewhere && $0.title == name }
            ?? add(.init(kind: .elsewhere, title: name, details: [], frame: [], rows: []))
        return (from, to)
    }

    /// What a node outside of the drawn module is called.
    private func nameElsewhere(_ place: Int) -> String {
        graph.paths[place].isEmpty ? rows[place].operation : graph.paths[place]
    }

    /// Makes one wire of those that lead from one module to the same gates.
    private mutating func joinWires() {
        var joined: [GraphDrawing.Wire] = []
        for wire in wires {
            let ends = Set(wire.targets.map(\.gate))
            let isOfModule = gates[wire.source].kind == .module && !ends.isEmpty
            if isOfModule,
                let place = joined.firstIndex(where: {
                    $0.source == wire.source && Set($0.targets.map(\.gate)) == ends
                })
            {
                joined[place].rows += wire.rows
            } else {
                joined.append(wire)
            }
        }
        wires = joined.map { wire in
            var wire = wire
            // Several uses by one module are one.
            var seen: Set<Int> = []
            wire.targets.removeAll { target in
                gates[target.gate].kind != .operation && !seen.insert(target.gate).inserted
            }
            let isFullyOpen = wire.targets.allSatisfy { gates[$0.gate].kind == .operation }
            wire.isBranch = wire.targets.count > 1 && wire.rows.count == 1 && isFullyOpen
            return wire
        }
    }
}
