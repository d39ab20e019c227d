import Chainrule
import ChainruleData
import ChainruleNN

/// The training objective: the loss plus the penalty on the parameters.
struct RegularizedLoss {
    let model: any Module
    let outputs: Trainer.Outputs
    let loss: Trainer.BatchLoss
    let penalty: Trainer.Penalty?

    struct Values {
        let outputs: Tensor
        /// The loss alone.
        let loss: Tensor
        /// The loss with the penalty.
        let total: Tensor
        let gradients: ParameterGradients
    }

    func callAsFunction(_ batch: Batch) -> Values {
        let (outputs, loss, total) = forward(batch)
        return Values(
            outputs: outputs, loss: loss, total: total,
            gradients: gradients(of: total, withRespectTo: model, unused: .zeros))
    }

    /// Outputs, loss and total without gradients.
    func forward(_ batch: Batch) -> (outputs: Tensor, loss: Tensor, total: Tensor) {
        let outputs = outputs(batch)
        let loss = loss(outputs, batch)
        require(
            loss.shape.elementCount == 1, "Trainer: the loss is \(loss.type), expected a scalar"
        )
        return (outputs, loss, penalty.map { loss + $0(model) } ?? loss)
    }
}
