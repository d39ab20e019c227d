import Chainrule
import ChainruleData
import ChainruleNN

/// The losses of networks that answer the same whatever they are asked.
struct BaselineLosses {
    /// That of outputs which are all zero, as those of a fresh network nearly are: ln C for the cross-entropy of C
    /// classes. Nil if it is no finite positive number.
    let zeros: Double?
    /// The smallest one known: for targets that are real numbers, of the same shape as the outputs, that of their
    /// mean, unless zeros cost less. Nil if neither is a finite positive number.
    let best: Double?

    /// - Parameters:
    ///   - loss: compares outputs with targets.
    ///   - outputs: the network's for `batch`.
    ///   - batch: what zeros are compared with.
    ///   - sample: what zeros and the mean are compared with if the targets are real numbers, for these cost more
    ///     or less from batch to batch.
    init(_ loss: Trainer.Loss, outputs: Tensor, of batch: Batch, sample: Batch) {
        func cost(_ answers: Tensor, _ targets: Tensor) -> Double? {
            let cost = evaluating { loss(answers, targets).item() }
            return cost.isFinite && cost > 0 ? cost : nil
        }
        let isRegression =
            batch.targets.dtype.isFloatingPoint && batch.targets.rank > 0
            && outputs.shape.first == batch.targets.shape[0]
            && outputs.shape.elementCount == batch.targets.shape.elementCount
        guard isRegression else {
            zeros = cost(.zeros(outputs.shape, dtype: outputs.dtype), batch.targets)
            best = zeros
            return
        }
        let answer = outputs.shape.dropFirst()
        let shape = Shape([sample.targets.shape[0]] + answer)
        let mean = sample.targets.mean(axes: 0).cast(to: outputs.dtype).reshaped(to: Shape([1] + answer))
        zeros = cost(.zeros(shape, dtype: outputs.dtype), sample.targets)
        best = [zeros, cost(mean.broadcast(to: shape), sample.targets)].compactMap(\.self).min()
    }

    /// Both are what somebody says.
    init(_ loss: Double) {
        zeros = loss.isFinite && loss > 0 ? loss : nil
        best = zeros
    }
}
