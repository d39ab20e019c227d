/// A graph that has become a plan, with the buffers through which a call talks to it.
struct CompiledGraph {
    /// A variable of the graph: the leaf that stands for its old value, and its new value if it gets one.
    struct Cell {
        let leaf: Tensor
        let newValue: Tensor?
    }

    let plan: Plan
    /// The buffer of each argument; nil for one that nothing depends on.
    let arguments: [Int?]
    /// The buffer of each cell; nil for one that is neither read nor written.
    let cells: [Int?]
    /// Where each result lies, in a buffer of its own.
    let results: [ArrayView]

    /// - Parameters:
    ///   - results: what a call hands out.
    ///   - arguments: the leaves whose values a call supplies.
    ///   - cells: the variables.
    init(results: [Tensor], arguments: [Tensor], cells: [Cell], settings: PlanSettings) {
        var builder = Builder(results, cells, settings)
        self.arguments = builder.placeArguments(arguments)
        builder.placeCells()
        builder.placeConstants()
        builder.lowerUnits()
        self.results = builder.finishResults(results)
        builder.assignCells()
        self.cells = builder.cellBuffers
        plan = Plan(
            buffers: builder.lowering.buffers,
            instructions: builder.lowering.instructions.joined(builder.lowering.buffers),
            threads: settings.threads)
    }
}

/// What is known of a graph while it becomes a plan.
private struct Builder {
    let graph: GraphIndex
    let fusion: Fusion
    let cells: [CompiledGraph.Cell]
    var lowering: Lowering
    var cellBuffers: [Int?]

    /// The nodes of the results, and those of the cells' new values by cell.
    private let resultNodes: [Int]
    private let newValues: [Int: Int]
    /// The numbers of the leaves.
    private let leaves: [ObjectIdentifier: Int]
    private let order: [Int]
    /// The cells whose new value is computed into the memory of the old one.
    private let isInPlace: Set<Int>

    init(_ results: [Tensor], _ cells: [CompiledGraph.Cell], _ settings: PlanSettings) {
        // The last layers' parameters are assigned first, as soon as their gradients are known.
        let assigned = cells.indices.reversed().filter { cells[$0].newValue != nil }
        let graph = GraphIndex(results + assigned.map { cells[$0].newValue! })
        let roles = graph.nodes.indices.map { NodeRole($0, in: graph, on: settings.engine) }
        let fusion = Fusion(
            graph, roles, absorbed: settings.engine == .reference ? [:] : absorbedEpilogues(graph))
        let resultNodes = Array(graph.outputs.prefix(results.count))
        let newValues = Dictionary(
            uniqueKeysWithValues: zip(assigned, graph.outputs.dropFirst(results.count)))
        let leaves = Dictionary(
            uniqueKeysWithValues: graph.nodes.indices.filter { roles[$0].isLeaf }
                .map { (ObjectIdentifier(graph.nodes[$0]), $0) })

        let kept = Set((resultNodes + newValues.values).map(fusion.base))
        let inPlace = Self.writableInPlace(fusion, resultNodes, newValues)
            .filter { cell in
                guard let leaf = leaves[ObjectIdentifier(cells[cell].leaf.node)] else { return true }
                // An old value that is handed out, or assigned to another cell, must last to the end.
                return !kept.contains(leaf)
                    && !fusion.readsElsewhere(leaf, unit: fusion.unitOf[newValues[cell]!]!)
            }
        var overwritten: [Int: [Int]] = [:]
        for cell in inPlace {
            guard let leaf = leaves[ObjectIdentifier(cells[cell].leaf.node)] else { continue }
            overwritten[fusion.unitOf[newValues[cell]!]!, default: []].append(leaf)
        }
        let schedule = Schedule(fusion, overwritten: overwritten)
        isInPlace = Set(
            inPlace.filter { cell in
                leaves[ObjectIdentifier(cells[cell].leaf.node)].map { !schedule.postponed.contains($0) }
                    ?? true
            })

        self.graph = graph
        self.fusion = fusion
        self.cells = cells
        self.resultNodes = resultNodes
        self.newValues = newValues
        self.leaves = leaves
        order = schedule.order
        lowering = Lowering(graph, fusion, settings)
        cellBuffers = Array(repeating: nil, count: cells.count)
    }

    /// The cells whose new value a loop computes for nothing else: only that can go where the old value lies.
    private static func writableInPlace(
        _ fusion: Fusion, _ resultNodes: [Int], _ newValues: [Int: Int]
    ) -> [Int] {
        var uses: [Int: Int] = [:]
        for node in resultNodes + newValues.values { uses[node, default: 0] += 1 }
        return newValues.keys.sorted().filter { cell in
            let node = newValues[cell]!
            guard uses[node] == 1, fusion.roles[node].isElementwise, let unit = fusion.unitOf[node] else {
                return false
            }
            return fusion.units[unit].shape != nil
        }
    }

    private func leaf(_ tensor: Tensor) -> Int? { leaves[ObjectIdentifier(tensor.node)] }

    /// The buffer of each argument that something depends on.
    mutating func placeArguments(_ arguments: [Tensor]) -> [Int?] {
        arguments.enumerated().map { number, argument in
            leaf(argument).map { lowering.setLeaf($0, .argument(number)) }
        }
    }

    mutating func placeCells() {
        for (number, cell) in cells.enumerated() {
            if let leaf = leaf(cell.leaf) { cellBuffers[number] = lowering.setLeaf(leaf, .variable(number)) }
        }
        for cell in isInPlace { lowering.setHome(newValues[cell]!, .existing(bufferOfCell(cell))) }
    }

    mutating func placeConstants() {
        for (number, node) in graph.nodes.enumerated() where graph.hasValue[number] {
            let value = node.value!
            lowering.setLeaf(number, .constant(value), strides: value.strides)
        }
    }

    private mutating func bufferOfCell(_ cell: Int) -> Int {
        let buffer = cellBuffers[cell] ?? lowering.newBuffer(.variable(cell), cells[cell].leaf.type)
        cellBuffers[cell] = buffer
        return buffer
    }

    mutating func lowerUnits() {
        for (number, node) in resultNodes.enumerated() where isComputedIntoResult(node) {
            lowering.setHome(node, .result(number))
        }
        for unit in order { lowering.lower(fusion.units[unit]) }
    }

    /// Whether a result's memory can be what the node is computed into: it has no other destination.
    private func isComputedIntoResult(_ node: Int) -> Bool {
        fusion.unitOf[node] != nil && resultNodes.filter { $0 == node }.count == 1
            && !newValues.values.contains(node)
    }

    /// Where the results lie; those that were not computed into memory of their own are copied there.
    mutating func finishResults(_ results: [Tensor]) -> [ArrayView] {
        resultNodes.enumerated().map { number, node in
            let view = lowering.view(of: node)
            if isComputedIntoResult(node) { return view }
            let type = results[number].type
            let target = ArrayView(filling: lowering.newBuffer(.result(number), type), type)
            lowering.copy(view, to: target)
            return target
        }
    }

    /// Gives the other cells their new values, when all old ones have been read.
    mutating func assignCells() {
        lowering.assign(
            newValues.keys.sorted().filter { !isInPlace.contains($0) }.map { cell in
                (newValues[cell]!, ArrayView(filling: bufferOfCell(cell), cells[cell].leaf.type))
            })
    }
}
