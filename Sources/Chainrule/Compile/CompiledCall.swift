/// A traced function with its plan, its variables and the memory of its results.
final class CompiledCall {
    let graph: CompiledGraph
    /// What the last call has handed out. Its memory is used again unless somebody has kept it.
    private(set) var results: [Tensor]
    private let variables: [Variable]
    private let isAssigned: [Bool]
    private let draws: [Trace.Draws]
    private let conditions: [() -> Bool]
    private let argumentCount: Int
    /// Arguments that were views, with their elements put side by side for the present call.
    private var copies: [NDArray] = []
    private let keys: UnsafeMutablePointer<SIMD4<Int32>>

    init(_ body: ([Tensor]) -> [Tensor], _ types: [TensorType], _ settings: PlanSettings) {
        let arguments = types.enumerated().map { Tensor.placeholder($1, label: "argument \($0)") }
        let trace = Trace()
        let results = Trace.$current.withValue(trace) { body(arguments) }
        let assigned = trace.cells.filter(\.isAssigned)
        let outputs = simplified(results + assigned.map(\.value))
        var newValues = outputs.dropFirst(results.count).makeIterator()
        graph = CompiledGraph(
            results: Array(outputs.prefix(results.count)),
            arguments: arguments + trace.draws.map(\.key),
            cells: trace.cells.map { cell in
                CompiledGraph.Cell(
                    leaf: cell.placeholder, newValue: cell.isAssigned ? newValues.next()! : nil)
            },
            settings: settings)
        variables = trace.cells.map(\.variable)
        isAssigned = trace.cells.map(\.isAssigned)
        draws = trace.draws
        conditions = trace.conditions
        argumentCount = types.count
        keys = .allocate(capacity: max(1, draws.count))
        self.results = graph.results.map(\.newTensor)
        for number in draws.indices {
            if let buffer = graph.arguments[argumentCount + number] {
                graph.plan.bind(buffer, to: UnsafeMutableRawPointer(keys + number))
            }
        }
    }

    deinit { keys.deallocate() }

    /// Whether the settings that the function asked for while it was traced are as they were.
    var isCurrent: Bool { conditions.allSatisfy { $0() } }

    /// Runs the plan. The arguments have their values.
    func run(_ arguments: [Tensor]) {
        bind(arguments)
        withExtendedLifetime(arguments) { graph.plan.run() }
        copies.removeAll()
    }

    /// Tells the plan where arguments, variables, results and random keys of the next run lie.
    func bind(_ arguments: [Tensor]) {
        for (number, argument) in arguments.enumerated() {
            guard let buffer = graph.arguments[number] else { continue }
            var value = argument.node.value!
            if !value.isDense {
                value = value.dense()
                copies.append(value)
            }
            graph.plan.bind(buffer, to: value.address)
        }
        for (number, variable) in variables.enumerated() {
            if isAssigned[number] { variable.makeWritable() }
            if let buffer = graph.cells[number] { graph.plan.bind(buffer, to: variable.address) }
        }
        for (number, view) in graph.results.enumerated() {
            if !results[number].isUnshared() { results[number] = view.newTensor }
            graph.plan.bind(view.buffer, to: results[number].node.value!.address)
        }
        for (number, draw) in draws.enumerated() { keys[number] = draw.generator.takeKey(for: draw.count) }
    }
}

extension ArrayView {
    /// A tensor with memory for such a value.
    fileprivate var newTensor: Tensor {
        let memory = NDArray(uninitialized: shape, type.dtype)
        return Tensor(isRowMajor ? memory : memory.view(shape, strides: strides))
    }
}

extension Variable {
    /// Makes sure that changing the value's memory changes nothing but the variable.
    fileprivate func makeWritable() {
        if !current.isUnshared() { current = Tensor(current.node.value!.copied(), of: self) }
    }

    fileprivate var address: UnsafeMutableRawPointer { current.node.value!.address }
}
