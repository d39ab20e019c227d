import Chainrule
import ChainruleData

/// A compiled function of a batch, compiled once for every set of field names.
final class BatchFunction {
    private let body: (Batch) -> [Tensor]
    private var functions: [[String]: Compiled<[Tensor], [Tensor]>] = [:]

    init(_ body: @escaping (Batch) -> [Tensor]) { self.body = body }

    func callAsFunction(_ batch: Batch) -> [Tensor] {
        let names = batch.fieldNames
        if let function = functions[names] { return function(batch.tensors) }
        let function = compile { [body] (tensors: [Tensor]) in
            body(Batch(tensors: tensors, fieldNames: names))
        }
        functions[names] = function
        return function(batch.tensors)
    }
}
