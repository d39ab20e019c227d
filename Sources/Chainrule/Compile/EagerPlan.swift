import Synchronization

/// A plan for evaluating tensors outside of `compile`, kept for the next graph of the same structure.
///
/// Whatever a plan stores stays with its node, so that a backward pass finds what the forward pass has computed.
final class EagerPlan: @unchecked Sendable {
    private let plan: Plan
    private let leaves: [(node: Int, buffer: Int)]
    private let kept: [(node: Int, view: ArrayView)]
    private let turn = Mutex<Void>(())

    /// Plans by structure.
    nonisolated(unsafe) private static var plans = RecentlyUsed<Structure, EagerPlan>(capacity: mostPlans)
    private static let plansGuard = Mutex<Void>(())

    /// All that a plan depends on.
    private struct Structure: Hashable {
        struct Part: Hashable {
            let primitive: AnyHashable
            let inputs: [Int]
            let type: TensorType
            let isOutput: Bool
            /// Of a leaf, how its value lies.
            let strides: [Int]?
        }

        let parts: [Part]
        let settings: PlanSettings

        init(_ graph: GraphIndex, _ settings: PlanSettings) {
            self.settings = settings
            parts = graph.nodes.indices.map { number in
                let node = graph.nodes[number]
                let value = graph.hasValue[number] ? node.value : nil
                return Part(
                    primitive: value == nil ? AnyHashable(node.primitive) : AnyHashable(0),
                    inputs: graph.inputs[number], type: graph.type(number), isOutput: graph.isOutput[number],
                    strides: value?.strides)
            }
        }
    }

    /// Computes the values of tensors, except for views, which cost nothing once what they show is known.
    static func evaluate(_ tensors: [Tensor]) {
        let settings = PlanSettings.current
        guard settings.engine != .reference else { return }
        let roots = tensors.filter { !$0.node.hasValue }
        // One small operation on values that are there.
        if roots.count == 1 && roots[0].node.isReady && roots[0].node.isCheap { return }
        let graph = GraphIndex(roots, stopsAtValues: true)
        // Says that a value was read inside `compile`.
        graph.nodes.first { $0.primitive is Placeholder }?.evaluate()
        let structure = Structure(graph, settings)
        let plan = plansGuard.withLock { _ in
            if let plan = plans.value(for: structure) { return plan }
            let plan = EagerPlan(graph, settings)
            plans.insert(plan, for: structure)
            return plan
        }
        plan.run(on: graph)
    }

    private init(_ graph: GraphIndex, _ settings: PlanSettings) {
        let roles = graph.nodes.indices.map { NodeRole($0, in: graph, on: settings.engine) }
        let fusion = Fusion(graph, roles, absorbed: absorbedEpilogues(graph))
        var lowering = Lowering(graph, fusion, settings, keepsValues: true)
        var leaves: [(node: Int, buffer: Int)] = []
        for (number, node) in graph.nodes.enumerated() where graph.hasValue[number] {
            let buffer = lowering.setLeaf(number, .argument(leaves.count), strides: node.value!.strides)
            leaves.append((number, buffer))
        }
        for unit in Schedule(fusion, overwritten: [:]).order { lowering.lower(fusion.units[unit]) }
        plan = Plan(buffers: lowering.buffers, instructions: lowering.instructions, threads: settings.threads)
        self.leaves = leaves
        kept = lowering.kept
    }

    private func run(on graph: GraphIndex) {
        turn.withLock { _ in
            let values = leaves.map { graph.nodes[$0.node].value! }
            for (leaf, value) in zip(leaves, values) { plan.bind(leaf.buffer, to: value.address) }
            var results: [NDArray] = []
            for (_, view) in kept {
                let memory = NDArray(uninitialized: view.shape, view.type.dtype)
                results.append(view.isRowMajor ? memory : memory.view(view.shape, strides: view.strides))
                plan.bind(view.buffer, to: memory.address)
            }
            withExtendedLifetime(values) { plan.run() }
            for (kept, result) in zip(kept, results) { graph.nodes[kept.node].store(result) }
        }
    }
}

extension Node {
    /// Whether neither the node nor an operand has many elements.
    fileprivate var isCheap: Bool {
        shape.elementCount <= 4096 && inputs.allSatisfy { $0.node.shape.elementCount <= 4096 }
    }
}
