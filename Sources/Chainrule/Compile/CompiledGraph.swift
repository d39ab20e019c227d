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
    init(results: [Tensor], arguments: [Tensor], cells: [Cell], engine: Engine, threads: Int) {
        // The last layers' parameters are assigned first, as soon as their gradients are known.
        let assigned = cells.indices.filter { cells[$0].newValue != nil }
        let graph = GraphIndex(results + assigned.reversed().map { cells[$0].newValue! })
        let roles = graph.nodes.indices.map { NodeRole($0, in: graph, on: engine) }
        let fusion = Fusion(graph, roles, absorbed: engine == .reference ? [:] : absorbedEpilogues(graph))
        let resultNodes = Array(graph.outputs.prefix(results.count))
        var newValues: [Int: Int] = [:]
        for (cell, node) in zip(assigned.reversed(), graph.outputs.dropFirst(results.count)) {
            newValues[cell] = node
        }

        var lowering = Lowering(graph, fusion, engine: engine, threads: threads)
        var leaves: [ObjectIdentifier: Int] = [:]
        for (number, node) in graph.nodes.enumerated() where roles[number].isLeaf {
            leaves[ObjectIdentifier(node)] = number
        }
        func leaf(_ tensor: Tensor) -> Int? { leaves[ObjectIdentifier(tensor.node)] }

        for (number, argument) in arguments.enumerated() {
            if let leaf = leaf(argument) { lowering.setLeaf(leaf, .argument(number)) }
        }
        var cellBuffers: [Int?] = []
        for (number, cell) in cells.enumerated() {
            if let leaf = leaf(cell.leaf) {
                lowering.setLeaf(leaf, .variable(number))
                cellBuffers.append(lowering.view(of: leaf).buffer)
            } else {
                cellBuffers.append(nil)
            }
        }
        for (number, node) in graph.nodes.enumerated() where graph.hasValue[number] {
            let value = node.value!
            lowering.setLeaf(number, .constant(value), strides: value.strides)
        }

        // A loop may write a variable in place if its value is nothing else besides.
        var uses: [Int: Int] = [:]
        for node in resultNodes + newValues.values { uses[node, default: 0] += 1 }
        var overwritten: [Int: [Int]] = [:]
        var inPlace: [Int: Int] = [:]
        for cell in assigned {
            let node = newValues[cell]!
            guard uses[node] == 1, roles[node].isElementwise, let unit = fusion.unitOf[node],
                fusion.units[unit].shape != nil
            else { continue }
            if let leaf = leaf(cells[cell].leaf) {
                if fusion.readsElsewhere(leaf, unit: unit) { continue }
                overwritten[unit, default: []].append(leaf)
            }
            inPlace[cell] = node
        }
        let readLater = Set((resultNodes + newValues.values).map(fusion.base))
        for cell in inPlace.keys where leaf(cells[cell].leaf).map(readLater.contains) ?? false {
            inPlace[cell] = nil
        }
        let schedule = Schedule(fusion, overwritten: overwritten)
        for cell in inPlace.keys where leaf(cells[cell].leaf).map(schedule.postponed.contains) ?? false {
            inPlace[cell] = nil
        }

        for (cell, node) in inPlace {
            let buffer = cellBuffers[cell] ?? lowering.newBuffer(.variable(cell), cells[cell].leaf.type)
            cellBuffers[cell] = buffer
            lowering.setHome(node, .existing(buffer))
        }
        for (number, node) in resultNodes.enumerated()
        where uses[node] == 1 && fusion.unitOf[node] != nil {
            lowering.setHome(node, .result(number))
        }
        for unit in schedule.order { lowering.lower(fusion.units[unit]) }

        var resultViews: [ArrayView] = []
        for (number, node) in resultNodes.enumerated() {
            let view = lowering.view(of: node)
            if case .result(number) = lowering.buffers[view.buffer].home, !roles[node].isView {
                resultViews.append(view)
            } else {
                let type = results[number].type
                let target = ArrayView(filling: lowering.newBuffer(.result(number), type), type)
                lowering.copy(view, to: target)
                resultViews.append(target)
            }
        }
        lowering.assign(
            assigned.filter { inPlace[$0] == nil }.map { cell in
                let type = cells[cell].leaf.type
                let buffer = cellBuffers[cell] ?? lowering.newBuffer(.variable(cell), type)
                cellBuffers[cell] = buffer
                return (newValues[cell]!, ArrayView(filling: buffer, type))
            })

        plan = Plan(buffers: lowering.buffers, instructions: lowering.instructions, threads: threads)
        self.arguments = arguments.map { argument in leaf(argument).map { lowering.view(of: $0).buffer } }
        self.cells = cellBuffers
        self.results = resultViews
    }
}
