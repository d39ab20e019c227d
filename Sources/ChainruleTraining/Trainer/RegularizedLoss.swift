import Chainrule
import ChainruleNN

/// What a training makes small: the loss with the penalty on the parameters.
struct RegularizedLoss {
    let model: any Layer
    let loss: Trainer.Loss
    let penalty: Trainer.Penalty?

    struct Values {
        let outputs: Tensor
        /// The loss alone.
        let loss: Tensor
        /// The loss with the penalty.
        let total: Tensor
        let gradients: ParameterGradients
    }

    func callAsFunction(_ inputs: Tensor, _ targets: Tensor) -> Values {
        let (outputs, loss, total) = forward(inputs, targets)
        return Values(
            outputs: outputs, loss: loss, total: total,
            gradients: gradients(of: total, withRespectTo: model, unused: .zeros))
    }

    /// Outputs, loss and total without gradients.
    func forward(_ inputs: Tensor, _ targets: Tensor) -> (outputs: Tensor, loss: Tensor, total: Tensor) {
        let outputs = model(inputs)
        let loss = loss(outputs, targets)
        require(
            loss.shape.elementCount == 1, "Trainer: the loss is \(loss.type), expected a scalar"
        )
        return (outputs, loss, penalty.map { loss + $0(model) } ?? loss)
    }
}
