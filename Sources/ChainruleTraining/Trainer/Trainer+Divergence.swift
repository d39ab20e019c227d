import Chainrule
import ChainruleData

extension Trainer {
    /// Whether a loss is finite and not too large to continue.
    func isSensible(_ loss: Double) -> Bool {
        let first = firstLoss ?? loss
        return loss.isFinite && loss - first <= divergenceFactor * max(1, abs(first))
    }

    /// The error of a batch that diverged; nil if it did not.
    ///
    /// - Parameters:
    ///   - loss: of the batch.
    ///   - finiteness: see `TrainingStep`.
    ///   - draws: the random draws before the batch; all are made again to find the origin.
    func divergence(
        at batch: Batch, _ loss: Double, finiteness: Double, _ draws: [String: UInt64]
    ) -> TrainingError? {
        if isSensible(loss) && finiteness.isFinite { return nil }
        let (epoch, number) = (position.epoch + 1, position.step + 1)
        let origin = finiteness.isFinite ? nil : nonFiniteOrigin(in: batch, draws)
        return isSensible(loss)
            ? .gradientNotFinite(epoch: epoch, step: number, origin: origin)
            : .diverged(
                loss: loss, epoch: epoch, step: number, learningRate: optimizer.learningRate, origin: origin)
    }

    private func nonFiniteOrigin(in batch: Batch, _ draws: [String: UInt64]) -> String? {
        restoringState {
            drawCounts = draws
            let values = objective(batch.named)
            return NonFiniteOrigin.find(in: values.total, values.gradients.gradients, of: model)
        }
    }
}
