import Chainrule
import ChainruleData
import ChainruleNN

/// The loss of a network with additional outputs.
final class AuxiliaryHeads {
    private let model: any AuxiliaryOutputs
    private let loss: Trainer.Loss
    /// The additional outputs for the batch of which the loss is computed next.
    private var auxiliary: [Tensor] = []

    /// Nil for a network without additional outputs.
    init?(_ model: some Layer, _ loss: @escaping Trainer.Loss) {
        guard let model = model as? any AuxiliaryOutputs else { return nil }
        (self.model, self.loss) = (model, loss)
    }

    func outputs(_ batch: Batch) -> Tensor {
        guard Mode.current == .training else { return model(batch.inputs) }
        let (output, auxiliary) = model.outputs(batch.inputs)
        self.auxiliary = auxiliary
        return output
    }

    func loss(_ outputs: Tensor, _ batch: Batch) -> Tensor {
        defer { auxiliary = [] }
        return auxiliary.reduce(loss(outputs, batch.targets)) { sum, output in
            sum + loss(output, batch.targets) * model.auxiliaryWeight
        }
    }
}
