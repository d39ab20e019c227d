import Chainrule
import ChainruleNN

/// The compiled functions of a training: forward, backward and update, in the forms that a run needs.
///
/// An update whose loss is no finite number changes nothing, so a training that diverges keeps the parameters it
/// had, and what went wrong can be computed again.
final class TrainingStep {
    /// Forward, backward and update with one batch; returns the loss and the outputs.
    let update: Compiled<[Tensor], Tensor, Tensor>
    /// The same with what a close look tells of activations and of parameters; see `InspectedNames`.
    let inspectedUpdate: Compiled<[Tensor], Tensor, Tensor>
    /// Forward and backward, the gradients added to those before; returns the loss and the outputs.
    let accumulate: Compiled<[Tensor], Tensor, Tensor>
    /// The same with what a close look tells of activations.
    let inspectedAccumulate: Compiled<[Tensor], Tensor, Tensor>
    /// An update with the mean of the gradients since the last; returns nothing.
    let applyAccumulated: Compiled<[Tensor]>
    /// The same with what a close look tells of parameters.
    let inspectedApplyAccumulated: Compiled<[Tensor]>
    /// Forward as in use: the loss and the outputs.
    let evaluate: Compiled<[Tensor], Tensor, Tensor>

    let names: InspectedNames

    init(_ objective: RegularizedLoss, _ optimizer: Optimizer) {
        let names = InspectedNames(objective)
        self.names = names
        update = compile { inputs, targets in
            let values = objective(inputs, targets)
            optimizer.update(values.gradients, if: values.total.isFinite)
            return [values.loss, values.outputs]
        }
        inspectedUpdate = compile { inputs, targets in
            let values = objective(inputs, targets)
            let activations = names.measureActivations(before: values.outputs)
            let parameters = names.measureParameters(values.gradients) {
                optimizer.update(values.gradients, if: values.total.isFinite)
            }
            return [values.loss, values.outputs, activations, parameters]
        }
        let sums = GradientSums(objective.model)
        accumulate = compile { inputs, targets in
            let values = objective(inputs, targets)
            sums.add(values.gradients, examples: inputs.shape[0], if: values.total.isFinite)
            return [values.loss, values.outputs]
        }
        inspectedAccumulate = compile { inputs, targets in
            let values = objective(inputs, targets)
            let activations = names.measureActivations(before: values.outputs)
            sums.add(values.gradients, examples: inputs.shape[0], if: values.total.isFinite)
            return [values.loss, values.outputs, activations]
        }
        applyAccumulated = compile { () -> [Tensor] in
            optimizer.update(sums.takeMean())
            return []
        }
        inspectedApplyAccumulated = compile { () -> [Tensor] in
            let mean = sums.takeMean()
            return [names.measureParameters(mean) { optimizer.update(mean) }]
        }
        evaluate = compile { inputs, targets in
            evaluating {
                let outputs = objective.model(inputs)
                return [objective.loss(outputs, targets), outputs]
            }
        }
    }
}

extension Tensor {
    /// Whether a single real number is neither infinite nor no number.
    fileprivate var isFinite: Tensor { abs(self) .<= Double(Float.greatestFiniteMagnitude) }
}
