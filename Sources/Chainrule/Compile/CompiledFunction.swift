import Synchronization

/// A function of tensors with the plans that have been made of it, one for each signature of its arguments.
final class CompiledFunction {
    private let body: ([Tensor]) -> [Tensor]
    private let turn = Mutex<Void>(())
    /// Of one signature there may be several, for other settings such as evaluation mode.
    private var calls = RecentlyUsed<Signature, [CompiledCall]>(capacity: mostPlans)
    /// The arguments of the present call; kept so that a call need not allocate.
    private var arguments: [Tensor] = []

    /// What a plan is made for.
    private struct Signature: Hashable {
        /// Of which only the types count: a list of these would have to be allocated for every call.
        let arguments: [Tensor]
        let settings: PlanSettings

        static func == (left: Signature, right: Signature) -> Bool {
            left.settings == right.settings
                && left.arguments.elementsEqual(right.arguments) {
                    $0.node.dtype == $1.node.dtype && $0.node.shape == $1.node.shape
                }
        }

        func hash(into hasher: inout Hasher) {
            for argument in arguments {
                hasher.combine(argument.node.dtype)
                hasher.combine(argument.node.shape)
            }
        }
    }

    /// How many plans there are.
    var planCount: Int { turn.withLock { _ in calls.count } }

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
            let call = call(for: arguments)
            call.run(arguments)
            return result(call.results[...])
        }
    }

    /// Describes the plan for arguments like these; with `turns`, the function is also run so often and timed.
    func explanation(timed turns: Int, _ fill: (inout [Tensor]) -> Void) -> PlanExplanation {
        turn.withLock { _ in
            fill(&arguments)
            defer { arguments.removeAll(keepingCapacity: true) }
            let call = call(for: arguments)
            if turns == 0 { return PlanExplanation(call.graph.plan) }
            evaluate(arguments)
            call.bind(arguments)
            return PlanExplanation(
                call.graph.plan,
                runs: withExtendedLifetime(arguments) { call.graph.plan.timedRuns(turns) })
        }
    }

    private func call(for arguments: [Tensor]) -> CompiledCall {
        let settings = PlanSettings.current
        let signature = Signature(arguments: arguments, settings: settings)
        let known = calls.value(for: signature) ?? []
        if let call = known.first(where: \.isCurrent) { return call }
        let types = arguments.map(\.type)
        let call = CompiledCall(body, types, settings)
        // Without the values of this call.
        let placeholders = types.map { Tensor.placeholder($0) }
        calls.insert(
            known.suffix(3) + [call], for: Signature(arguments: placeholders, settings: settings))
        return call
    }
}
