import Chainrule
import ChainruleData
import ChainruleNN

/// Reference losses: those of constant predictions and of right answers.
struct BaselineLosses {
    /// The loss of outputs that are all zero, as those of a new network nearly are: ln C for the cross-entropy of C
    /// classes. Nil if it is not finite.
    let zeros: Double?
    /// The smallest one known of a constant answer: for targets that are real numbers, of the same shape as the
    /// outputs, that of their mean, unless zeros cost less. Nil if none is finite.
    let best: Double?
    /// The loss of right answers; nil if it is unknown, or if more confident answers always have a lower loss.
    let right: Double?
    /// How much the loss of the best constant answer varies from example to example, where no loss of right answers is
    /// known.
    let spread: Double?

    /// - Parameters:
    ///   - loss: compares outputs with a batch.
    ///   - outputs: the network's for `batch`.
    ///   - batch: what zeros are compared with.
    ///   - sample: what zeros and the mean are compared with if the targets are real numbers, because their loss
    ///     varies from batch to batch.
    ///   - chosen: the baseline loss given by the user.
    init(
        _ loss: @escaping Trainer.BatchLoss, outputs: Tensor, of batch: Batch, sample: Batch,
        chosen: Double? = nil
    ) {
        let probe = LossProbe(loss: loss)
        let isRegression =
            batch.targets.dtype.isFloatingPoint && batch.targets.rank > 0
            && outputs.shape.first == batch.targets.shape[0]
            && outputs.shape.elementCount == batch.targets.shape.elementCount
        let answer = Shape(Array(outputs.shape.dropFirst()))
        let compared = isRegression ? sample : batch
        let targets = compared.targets
        let shape = isRegression ? Shape([targets.shape[0]] + Array(answer)) : outputs.shape
        let zeroAnswers = Tensor.zeros(shape, dtype: outputs.dtype)
        let zeros = probe.cost(zeroAnswers, compared)
        var best = zeros
        if isRegression {
            let mean = targets.mean(axes: 0).cast(to: outputs.dtype).reshaped(to: Shape([1] + Array(answer)))
            best = [zeros, probe.cost(mean.broadcast(to: shape), compared)].compactMap(\.self).min()
        }
        let right = RightAnswers.lowestLoss(like: zeroAnswers, compared, probe, baseline: best)
        // The mean of targets that are all the same is right, but for its rounding.
        if isRegression, let right, Spread(targets.scalars())?.isConstant == true { best = right }
        if let right, let known = chosen ?? best, right <= known {
            (self.zeros, self.best, self.right, spread) = (chosen ?? zeros, known, right, nil)
            return
        }
        // To say nothing is then no measure: it may be the boldest of all answers, or far from what is known of all.
        // Sequences of another length would need another answer.
        let fitted =
            outputs.shape.first == batch.targets.shape.first
                && sample.targets.shape.dropFirst().elementsEqual(batch.targets.shape.dropFirst())
            ? ConstantAnswer(probe, shape: answer, dtype: outputs.dtype, sample) : nil
        self.right = fitted == nil ? right : nil
        self.best = chosen ?? fitted?.loss
        self.zeros = chosen ?? fitted.flatMap { _ in zeros }
        spread = fitted?.spread
    }
}
