import Chainrule
import ChainruleData

extension SampleSet {
    /// What `body` makes of the inputs of samples in their order, `[N, …]`, computed batch by batch.
    ///
    /// Of sequences each batch has the length of its longest. Results `[batch, steps, …]` of shorter ones are filled up with zeros.
    ///
    /// - Parameters:
    ///   - count: how many samples, from the first on; all by default.
    ///   - batchSize: bounds the memory.
    ///   - body: the outputs for the inputs of a batch.
    func outputs(
        first count: Int? = nil, batchSize: Int, _ body: (_ inputs: Tensor) -> Tensor
    ) throws(DataError) -> Tensor {
        var parts: [Tensor] = []
        let count = min(self.count, count ?? self.count)
        for indices in MiniBatches(count: count, batchSize: batchSize, shuffled: false) {
            parts.append(body(try batch(indices).inputs))
        }
        let steps = parts.map { $0.shape[1] }.max()!
        return concatenate(
            parts.map { part in
                let missing = steps - part.shape[1]
                if missing == 0 { return part }
                return part.padded(part.shape.indices.map { (0, $0 == 1 ? missing : 0) })
            })
    }
}
