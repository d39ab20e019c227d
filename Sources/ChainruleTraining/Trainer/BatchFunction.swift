import Chainrule
import ChainruleData

/// A compiled function of a batch, compiled once for every set of field names.
final class BatchFunction {
    private let body: (Batch) -> [Tensor]
    private var functions: [[String]: Compiled<[Tensor], [Tensor]>] = [:]

    init(_ body: @escaping (Batch) -> [Tensor]) { self.body = body }

    func callAsFunction(_ batch: Batch) -> [Tensor] { function(of: batch.fieldNames)(batch.tensors) }

    /// The plan for batches like this one; see `Compiled.explanation`.
    func explanation(_ batch: Batch, timed turns: Int) -> PlanExplanation {
        function(of: batch.fieldNames).explanation(batch.tensors, timed: turns)
    }

    private func function(of names: [String]) -> Compiled<[Tensor], [Tensor]> {
        if let function = functions[names] { return function }
        let function = compile { [body] (tensors: [Tensor]) in
            body(Batch(tensors: tensors, fieldNames: names))
        }
        functions[names] = function
        return function
    }
}
