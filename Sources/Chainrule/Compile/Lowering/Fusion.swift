import CVectorKernels

/// Which nodes are computed together: a partition of a graph's nodes into units, each one pass over memory.
///
/// An elementwise node joins the unit of an operand of its shape, and a fold that of what it folds, unless the
/// two would then wait for each other or the unit become too large for one loop. Nodes that cost less to compute
/// again than to store belong to no unit; every unit that needs them computes them for itself.
struct Fusion {
    struct Unit {
        /// Numbers of nodes, ascending.
        var nodes: [Int]
        /// The shape of the loop's iteration space; nil if the unit is one node that is an instruction of its own.
        var shape: Shape?
    }

    let graph: GraphIndex
    let roles: [NodeRole]
    /// For nodes that a whole instruction computes beside its own, the last of these.
    let absorbed: [Int: Int]
    /// Nodes that every user computes for itself.
    private(set) var isRecomputed: [Bool]
    private(set) var units: [Unit] = []
    /// The unit of each node; nil for leaves, views and recomputed nodes.
    private(set) var unitOf: [Int?]
    /// The stored nodes that computing each node takes.
    private var sources: [[Int]]
    /// For each unit a number above that of every unit whose results it uses.
    private var levels: [Int] = []
    /// For each unit the nodes that use its results.
    private var readers: [[Int]] = []

    /// A loop has 16 loads and 32 registers.
    private static let maximumLoads = 14
    private static let maximumRegisters = 30
    private static let maximumStores = 14
    /// A node with three operands that are all recomputed must still fit into one loop.
    private static let maximumRecomputedSteps = 5
    private static let maximumRecomputedLoads = 5

    init(_ graph: GraphIndex, _ roles: [NodeRole], absorbed: [Int: Int]) {
        self.graph = graph
        self.roles = roles
        self.absorbed = absorbed
        isRecomputed = Array(repeating: false, count: graph.nodes.count)
        unitOf = Array(repeating: nil, count: graph.nodes.count)
        sources = Array(repeating: [], count: graph.nodes.count)
        for number in graph.nodes.indices {
            isRecomputed[number] = isWorthRecomputing(number)
            sources[number] = graph.inputs[number].flatMap { input in
                let base = base(input)
                return isRecomputed[base] ? sources[base] : [base]
            }
        }
        for number in graph.nodes.indices {
            let role = roles[number]
            if role.isLeaf || role.isView || isRecomputed[number] { continue }
            if let root = absorbed[number] {
                place(number, besideAbsorbed: root)
            } else if role.isElementwise || role.isFold {
                fuse(number)
            } else {
                start(number, nil)
            }
        }
        compact()
    }

    /// The nodes that hold what a node's operand is made of: the operand itself or what it is a view of.
    func base(_ number: Int) -> Int {
        var number = number
        while roles[number].isView { number = graph.inputs[number].last! }
        return number
    }

    /// The stored nodes that computing a node takes, recomputed ones looked through.
    func sources(of number: Int) -> [Int] { sources[number] }

    /// Whether a unit reads a stored node at other places than those at which it computes its own elements.
    func readsElsewhere(_ source: Int, unit: Int) -> Bool {
        func isMoved(in number: Int) -> Bool {
            graph.inputs[number].contains { input in
                isRecomputed[input] ? isMoved(in: input) : roles[input].isView && base(input) == source
            }
        }
        return units[unit].nodes.contains(where: isMoved)
    }

    // MARK: - Recomputing

    /// Whether a node is arithmetic on at most one whole array: reading that again costs no more than reading
    /// the node's own result, and writing the result is saved.
    private func isWorthRecomputing(_ number: Int) -> Bool {
        let shape = graph.nodes[number].shape
        guard roles[number].isElementwise, absorbed[number] == nil, isUsedByLoopsOnly(number) else {
            return false
        }
        if case .loop(let operation) = roles[number], !operation.isCheap { return false }
        let (steps, loads) = costOfRecomputing(number)
        return steps <= Self.maximumRecomputedSteps && loads <= Self.maximumRecomputedLoads
            && wholeOperands(number, shape).count <= 1
    }

    /// How many operations and loads it takes a user to compute a node for itself.
    private func costOfRecomputing(_ number: Int) -> (steps: Int, loads: Int) {
        if case .random = roles[number] { return (0, 1) }
        return graph.inputs[number].reduce((1, 0)) { cost, input in
            let more = isRecomputed[input] ? costOfRecomputing(input) : (steps: 0, loads: 1)
            return (cost.0 + more.steps, cost.1 + more.loads)
        }
    }

    private func isUsedByLoopsOnly(_ number: Int) -> Bool {
        !graph.isOutput[number]
            && graph.users[number].allSatisfy { user in
                (roles[user].isElementwise || roles[user].isFold) && absorbed[user] == nil
            }
    }

    /// The stored operands with as many elements as the result; two if there may be more than one.
    private func wholeOperands(_ number: Int, _ shape: Shape) -> Set<Int> {
        var found: Set<Int> = []
        for input in graph.inputs[number] {
            let base = base(input)
            if roles[base].isElementwise && isRecomputed[base] {
                found.formUnion(wholeOperands(base, shape))
            } else if graph.nodes[base].shape.elementCount == shape.elementCount && shape.elementCount > 1 {
                found.insert(base)
                // A value that would otherwise stay in registers should not be stored for this.
                if roles[base].isElementwise && absorbed[base] == nil && isUsedByLoopsOnly(base) {
                    found.formUnion([-1, -2])
                }
            }
        }
        return found
    }

    // MARK: - Joining

    private mutating func start(_ number: Int, _ shape: Shape?) {
        unitOf[number] = units.count
        units.append(Unit(nodes: [number], shape: shape))
        levels.append(0)
        readers.append([])
        connect(number)
    }

    /// Notes what a node of a unit reads.
    private mutating func connect(_ number: Int) {
        let unit = unitOf[number]!
        for source in sources[number] {
            guard let other = unitOf[source], other != unit else { continue }
            readers[other].append(number)
            raise(unit, to: levels[other] + 1)
        }
    }

    /// Puts a unit on a level at least, and what uses its results above it.
    private mutating func raise(_ unit: Int, to level: Int) {
        var pending = [(unit: unit, level: level)]
        while let (unit, level) = pending.popLast() {
            if levels[unit] >= level { continue }
            levels[unit] = level
            for reader in readers[unit] where unitOf[reader]! != unit {
                pending.append((unitOf[reader]!, level + 1))
            }
        }
    }

    /// Puts a node that another one's instruction computes on the way into the same unit.
    private mutating func place(_ number: Int, besideAbsorbed root: Int) {
        if let first = graph.inputs[number].map(base).first(where: { absorbed[$0] == root }) {
            let unit = unitOf[first]!
            unitOf[number] = unit
            units[unit].nodes.append(number)
            connect(number)
        } else {
            start(number, nil)
        }
    }

    private mutating func fuse(_ number: Int) {
        let role = roles[number]
        let shape = role.isFold ? graph.nodes[graph.inputs[number][0]].shape : graph.nodes[number].shape
        start(number, shape)
        // The latest operand first: it waits for the others most likely.
        for other in Set(graph.inputs[number].flatMap(unitsOfOperands)).sorted(by: >) {
            let unit = unitOf[number]!
            if other != unit && units[other].shape == shape && canMerge(other, unit) {
                merge(unit, into: other)
            }
        }
    }

    private mutating func merge(_ unit: Int, into other: Int) {
        for node in units[unit].nodes { unitOf[node] = other }
        units[other].nodes = (units[other].nodes + units[unit].nodes).sorted()
        units[unit].nodes = []
        readers[other] += readers[unit]
        readers[unit] = []
        var level = levels[other]
        for source in units[other].nodes.flatMap({ sources[$0] }) {
            if let below = unitOf[source], below != other { level = max(level, levels[below] + 1) }
        }
        levels[other] = level
        for reader in readers[other] where unitOf[reader]! != other {
            raise(unitOf[reader]!, to: level + 1)
        }
    }

    /// The loops that compute an operand that no view stands between.
    private func unitsOfOperands(_ input: Int) -> [Int] {
        if isRecomputed[input] { return graph.inputs[input].flatMap(unitsOfOperands) }
        guard roles[input].isElementwise, let unit = unitOf[input] else { return [] }
        return [unit]
    }

    private func canMerge(_ first: Int, _ second: Int) -> Bool {
        let nodes = units[first].nodes + units[second].nodes
        guard fits(nodes) else { return false }
        let pair: Set = [first, second]
        let others = Set(nodes.flatMap { separateSources(of: $0, from: pair) }.compactMap { unitOf[$0] })
        return others.isDisjoint(with: pair) && !dependsOnResults(of: pair, others)
    }

    /// The stored nodes that a node needs besides what the units have in their registers at the same place.
    private func separateSources(of number: Int, from pair: Set<Int>) -> [Int] {
        graph.inputs[number].flatMap { input -> [Int] in
            if isRecomputed[input] { return separateSources(of: input, from: pair) }
            if roles[input].isElementwise, let unit = unitOf[input], pair.contains(unit) { return [] }
            return [base(input)]
        }
    }

    /// Whether one loop has room for the nodes.
    private func fits(_ nodes: [Int]) -> Bool {
        var loads: Set<Int> = []
        var steps: Set<Int> = []
        let members = Set(nodes)
        func visit(_ number: Int) {
            if case .random = roles[number] {
                loads.insert(number)
                return
            }
            if !steps.insert(number).inserted { return }
            for input in graph.inputs[number] {
                if members.contains(input) { continue }
                if isRecomputed[input] { visit(input) } else { loads.insert(input) }
            }
        }
        for number in nodes { visit(number) }
        return loads.count <= Self.maximumLoads && nodes.count <= Self.maximumStores
            && loads.count + steps.count <= Self.maximumRegisters
    }

    /// Whether one of `others` is computed, by whatever detour, from the results of the units.
    private func dependsOnResults(of pair: Set<Int>, _ others: Set<Int>) -> Bool {
        // What uses the results of either lies above it.
        let bound = pair.map { levels[$0] }.min()!
        var visited: Set<Int> = []
        var pending = Array(others)
        while let current = pending.popLast() {
            if pair.contains(current) { return true }
            if levels[current] <= bound || !visited.insert(current).inserted { continue }
            for node in units[current].nodes {
                for source in sources[node] {
                    if let next = unitOf[source], next != current { pending.append(next) }
                }
            }
        }
        return false
    }

    /// Takes units away that have been merged into others.
    private mutating func compact() {
        var places = [Int?](repeating: nil, count: units.count)
        var rest: [Unit] = []
        for (number, unit) in units.enumerated() where !unit.nodes.isEmpty {
            places[number] = rest.count
            rest.append(unit)
        }
        units = rest
        unitOf = unitOf.map { $0.flatMap { places[$0] } }
    }
}

extension cvk_operation {
    /// Whether the operation takes about as long as reading its operands.
    var isCheap: Bool { cvk_operation_cost(self) == 1 }
}
