import Synchronization

/// A function of tensors with the plans that have been made of it, one for each signature of its arguments.
final class CompiledFunction {
    private let body: ([Tensor]) -> [Tensor]
    private let turn = Mutex<Void>(())
    private var versions: [Version] = []
    /// The arguments of the present call; kept so that a call need not allocate.
    private var arguments: [Tensor] = []

    private struct Version {
        let types: [TensorType]
        let engine: Engine
        let threads: Int
        let call: CompiledCall

        func serves(_ arguments: [Tensor], _ engine: Engine, _ threads: Int) -> Bool {
            engine == self.engine && threads == self.threads && arguments.count == types.count
                && arguments.indices.allSatisfy {
                    arguments[$0].node.dtype == types[$0].dtype && arguments[$0].node.shape == types[$0].shape
                } && call.isCurrent
        }
    }

    init(_ body: @escaping ([Tensor]) -> [Tensor]) { self.body = body }

    /// Runs the function on the arguments that `fill` puts into a list.
    func call<Result>(_ fill: (inout [Tensor]) -> Void, _ result: (ArraySlice<Tensor>) -> Result) -> Result {
        if Trace.current != nil {
            var list: [Tensor] = []
            fill(&list)
            return result(body(list)[...])
        }
        return turn.withLock { _ in
            fill(&arguments)
            defer { arguments.removeAll(keepingCapacity: true) }
            evaluate(arguments)
            let call = version(for: arguments)
            call.run(arguments)
            return result(call.results[...])
        }
    }

    /// Describes the plan for arguments like these; with `turns`, the function is also run so often and timed.
    func explanation(timed turns: Int, _ fill: (inout [Tensor]) -> Void) -> PlanExplanation {
        turn.withLock { _ in
            fill(&arguments)
            defer { arguments.removeAll(keepingCapacity: true) }
            let call = version(for: arguments)
            if turns == 0 { return PlanExplanation(call.graph.plan, times: nil) }
            evaluate(arguments)
            call.bind(arguments)
            return PlanExplanation(
                call.graph.plan,
                times: withExtendedLifetime(arguments) { call.graph.plan.times(turns: turns) })
        }
    }

    private func version(for arguments: [Tensor]) -> CompiledCall {
        let (engine, threads) = (Engine.current, Threads.count)
        if let version = versions.first(where: { $0.serves(arguments, engine, threads) }) {
            return version.call
        }
        let types = arguments.map(\.type)
        let call = CompiledCall(body, types, engine, threads)
        versions.append(Version(types: types, engine: engine, threads: threads, call: call))
        return call
    }
}
