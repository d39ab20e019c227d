import Chainrule
import ChainruleData
import ChainruleNN

/// Computes the loss of given outputs, without a network.
struct LossProbe {
    let loss: Trainer.BatchLoss

    /// With this many examples the standard deviation of a loss is known to within a tenth.
    private static let singleExamples = 64

    /// Nil if it is not finite.
    func cost(_ answers: Tensor, _ batch: Batch) -> Double? {
        let cost: Double = evaluating { loss(answers, batch).item() }
        return cost.isFinite ? cost : nil
    }

    /// The derivatives of the loss with respect to `numbers`, from which the outputs are computed.
    func slopes(_ answers: Tensor, _ batch: Batch, by numbers: Tensor) -> [Double] {
        let cost = evaluating { loss(answers, batch) }.reshaped(to: [])
        return gradients(of: cost, withRespectTo: [numbers], unused: .zeros)[0].scalars()
    }

    /// The standard deviation of the losses of single examples; nil if one is not finite.
    func deviation(_ answers: Tensor, _ batch: Batch) -> Double? {
        let count = min(batch.count, Self.singleExamples)
        let losses = (0..<count).compactMap { cost(answers[$0..<$0 + 1], batch.rows($0..<$0 + 1)) }
        guard let mean = losses.mean, losses.count == count else { return nil }
        return losses.map { ($0 - mean) * ($0 - mean) }.mean!.squareRoot()
    }
}
