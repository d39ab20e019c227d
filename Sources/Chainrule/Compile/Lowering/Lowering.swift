import CThreadPool

/// Turns a graph into instructions: every unit becomes a kernel whose operands and results lie in buffers.
struct Lowering {
    let graph: GraphIndex
    let fusion: Fusion
    let settings: PlanSettings
    private(set) var buffers: [Buffer] = []
    private(set) var instructions: [Instruction] = []
    /// Where each node's value lies, as far as that is decided.
    private var views: [ArrayView?]
    /// For nodes whose value is handed out or kept, where it is computed to.
    private var homes: [Int: Home] = [:]

    /// The values that are computed to their places in larger ones.
    private let parts: [Int: ConcatenatedPart]

    /// Whether every value that is stored is a result, numbered as in `kept`.
    private let keepsValues: Bool
    /// The nodes whose values are kept, and where these lie.
    private(set) var kept: [(node: Int, view: ArrayView)] = []

    enum Home {
        /// A result of the call.
        case result(Int)
        /// A buffer that is there already: a variable's.
        case existing(Int)
    }

    init(_ graph: GraphIndex, _ fusion: Fusion, _ settings: PlanSettings, keepsValues: Bool = false) {
        // Operations of oneDNN have memory for as many threads.
        ctp_set_thread_count(Int32(settings.threads))
        self.keepsValues = keepsValues
        self.graph = graph
        self.fusion = fusion
        self.settings = settings
        views = Array(repeating: nil, count: graph.nodes.count)
        parts = keepsValues || settings.engine == .reference ? [:] : fusion.concatenatedParts
    }

    // MARK: - Buffers

    mutating func newBuffer(_ home: Buffer.Home, _ type: TensorType) -> Int {
        buffers.append(Buffer(home: home, byteCount: type.byteCount))
        return buffers.count - 1
    }

    /// Says where a leaf's value lies, densely in row-major order unless a call says otherwise.
    @discardableResult
    mutating func setLeaf(_ number: Int, _ home: Buffer.Home, strides: [Int]? = nil) -> Int {
        let type = graph.type(number)
        var view = ArrayView(filling: newBuffer(home, type), type)
        if let strides { view.strides = strides }
        views[number] = view
        return view.buffer
    }

    /// Says into what kind of buffer a node's value is computed.
    mutating func setHome(_ number: Int, _ home: Home) { homes[number] = home }

    /// Whether a value must lie in row-major order, as variables do.
    func isVariable(_ number: Int) -> Bool {
        if case .existing = homes[number] { true } else { false }
    }

    /// The place of a value, some parts of which may have been computed already.
    mutating func place(of number: Int) -> ArrayView { views[number] ?? newValue(number) }

    /// A place for a node's value, which the caller's instruction computes, with the axes in `order` if it is no part of another.
    mutating func newValue(_ number: Int, order: [Int]? = nil) -> ArrayView {
        let type = graph.type(number)
        if homes[number] == nil, let part = parts[number] {
            let view = part.concatenate.part(type.shape, at: part.start, of: place(of: part.whole))
            views[number] = view
            return view
        }
        let buffer =
            switch homes[number] {
            case .existing(let buffer): buffer
            case .result(let result): newBuffer(.result(result), type)
            case nil: newBuffer(keepsValues ? .result(kept.count) : .temporary, type)
            }
        let view = ArrayView(filling: buffer, type, order: order ?? Array(type.shape.indices))
        views[number] = view
        if keepsValues { kept.append((number, view)) }
        return view
    }

    mutating func temporary(_ type: TensorType, order: [Int]? = nil) -> ArrayView {
        ArrayView(filling: newBuffer(.temporary, type), type, order: order ?? Array(type.shape.indices))
    }

    /// Memory of a size that only a kernel knows the layout of.
    mutating func opaque(byteCount: Int) -> ArrayView {
        temporary(TensorType([(byteCount + 3) / 4], .float32))
    }

    mutating func emit(_ instruction: Instruction) { instructions.append(instruction) }

    mutating func emit(_ kernel: Kernel, _ operands: [ArrayView], _ results: [ArrayView]) {
        instructions.append(Instruction(kernel: kernel, operands: operands, results: results))
    }

    // MARK: - Values

    /// Where a node's value lies; what it is a view of has been computed.
    mutating func view(of number: Int) -> ArrayView {
        if let view = views[number] { return view }
        let node = graph.nodes[number]
        guard let primitive = node.primitive as? any ViewPrimitive else {
            fatalError("\(node.primitive.name) is used before it is computed")
        }
        let operand = view(of: graph.inputs[number].last!)
        let view =
            primitive.view(operand, graph.type(number))
            ?? primitive.view(copy(operand), graph.type(number))!
        views[number] = view
        return view
    }

    /// The value with its axes in `order` and no gaps: the view itself if it lies like this, else a copy.
    mutating func dense(_ view: ArrayView, order: [Int]? = nil) -> ArrayView {
        view.isDense(inOrder: order ?? Array(view.shape.indices)) ? view : copy(view, order: order)
    }

    mutating func copy(_ view: ArrayView, order: [Int]? = nil) -> ArrayView {
        let target = temporary(view.type, order: order)
        copy(view, to: target)
        return target
    }

    mutating func copy(_ view: ArrayView, to target: ArrayView) {
        emit(copyInstruction(from: view, to: target))
    }

    /// Writes variables that could not be written in place, when everything has been computed.
    mutating func assign(_ values: [(node: Int, target: ArrayView)]) {
        let sources = values.map { node, _ in
            let view = view(of: node)
            // Another variable's old value may be overwritten before it is copied.
            if case .variable = buffers[view.buffer].home { return copy(view) }
            return view
        }
        for (source, (_, target)) in zip(sources, values) { copy(source, to: target) }
    }

    /// The number or array that a buffer holds whenever the plan runs, if that is known.
    func constant(_ view: ArrayView) -> NDArray? {
        if case .constant(let array) = buffers[view.buffer].home { array } else { nil }
    }

    // MARK: - Units

    mutating func lower(_ unit: Fusion.Unit) {
        if let shape = unit.shape {
            lowerLoop(unit.nodes, shape)
        } else {
            lowerWhole(unit.nodes)
        }
    }

    private mutating func lowerWhole(_ nodes: [Int]) {
        let number = nodes[0]
        if settings.engine != .reference,
            let primitive = graph.nodes[number].primitive as? any LoweredPrimitive
        {
            if primitive.lower(number, epilogue: Epilogue(nodes, in: fusion), &self) { return }
        }
        if nodes.count > 1 {
            // There is no kernel that does it all at once.
            lowerWhole([number])
            for next in nodes.dropFirst() { lowerLoop([next], graph.nodes[next].shape) }
            return
        }
        let operands = graph.inputs[number].map { view(of: $0) }
        let result = newValue(number)
        emit(ReferenceKernel(graph.nodes[number].primitive, operands, result), operands, [result])
    }

    private mutating func lowerLoop(_ nodes: [Int], _ shape: Shape) {
        let stored = nodes.filter { !fusion.roles[$0].isFold && isNeededOutside($0, nodes) }
        let loads = externalInputs(of: nodes)
        let order = loopOrder(
            shape, loads.map { view(of: $0) }, mustBeRowMajor: stored.contains(where: isVariable))
        var builder = LoopBuilder(shape: shape, order: order)
        for load in loads {
            let view = view(of: load)
            let constant = constant(view).flatMap { $0.count == 1 ? $0 : nil }
            builder.load(load, from: view, constant)
        }
        for number in nodes {
            if case .fold(let fold) = fusion.roles[number] {
                let input = graph.inputs[number][0]
                compute(input, &builder)
                builder.note(graph.nodes[number].primitive.name)
                let axes = (graph.nodes[number].primitive as! any Reduction).axes
                builder.store(input, to: newValue(number, order: order), fold, folded: axes)
            } else {
                compute(number, &builder)
            }
        }
        for number in stored { builder.store(number, to: newValue(number, order: order)) }
        emit(builder.instruction(threads: settings.threads))
    }

    /// Gives a node its register, and those it needs before.
    private func compute(_ number: Int, _ builder: inout LoopBuilder) {
        if builder.hasRegister(number) { return }
        switch fusion.roles[number] {
        case .loop(let operation):
            for input in graph.inputs[number] { compute(input, &builder) }
            builder.compute(
                number, operation, of: graph.inputs[number], name: graph.nodes[number].primitive.name)
        case .random:
            let primitive = graph.nodes[number].primitive as! RandomUniform
            builder.draw(number, primitive.draw, key: views[graph.inputs[number][0]]!)
        case .leaf, .view, .fold, .whole:
            fatalError("\(graph.nodes[number].primitive.name) should have been loaded")
        }
    }

    /// The values that a loop reads from memory.
    private mutating func externalInputs(of nodes: [Int]) -> [Int] {
        let members = Set(nodes)
        var inputs: [Int] = []
        var visited: Set<Int> = []
        func visit(_ number: Int) {
            for input in graph.inputs[number] where visited.insert(input).inserted {
                let isInside = members.contains(input) && !fusion.roles[input].isFold
                if fusion.isRecomputed[input] || isInside {
                    visit(input)
                } else if case .random = fusion.roles[number] {
                    continue
                } else {
                    inputs.append(input)
                }
            }
        }
        for number in nodes { visit(number) }
        return inputs
    }

    /// Whether something other than the loop itself uses a node's value.
    private func isNeededOutside(_ number: Int, _ nodes: [Int]) -> Bool {
        graph.isOutput[number]
            || graph.users[number].contains { user in
                fusion.isRecomputed[user] ? isNeededOutside(user, nodes) : !nodes.contains(user)
            }
    }

    /// The order of axes that lets most of a loop read along its memory.
    private func loopOrder(_ shape: Shape, _ loads: [ArrayView], mustBeRowMajor: Bool) -> [Int] {
        let rowMajor = Array(shape.indices)
        if mustBeRowMajor { return rowMajor }
        let whole = loads.filter { view in
            shape.indices.allSatisfy { shape[$0] == 1 || view.strides[$0] != 0 }
        }
        return whole.first { !$0.isRowMajor }?.order ?? rowMajor
    }
}
