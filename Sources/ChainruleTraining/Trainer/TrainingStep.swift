import Chainrule
import ChainruleData
import ChainruleNN

/// The compiled functions of a training: forward, backward and update, in the forms that a run needs.
///
/// A step whose loss is not finite changes nothing, neither parameters nor buffers, and elements whose gradient is
/// not finite are skipped: a run that diverges keeps usable parameters, and the step can be computed again to find the
/// cause. Detecting this needs no extra pass over memory.
final class TrainingStep {
    /// Forward, backward and update with one batch. Returns the loss, the outputs and the finiteness: a number that is
    /// finite if the loss and all gradients are.
    let update: BatchFunction
    /// The same with an inspection of activations and parameters; see `InspectedNames`.
    let inspectedUpdate: BatchFunction
    /// Forward and backward, the gradients added to those before; returns the same as an update.
    let accumulate: BatchFunction
    /// The same with an inspection of activations.
    let inspectedAccumulate: BatchFunction
    /// An update with the mean of the gradients since the last; returns nothing.
    let applyAccumulated: Compiled<[Tensor]>
    /// The same with an inspection of parameters.
    let inspectedApplyAccumulated: Compiled<[Tensor]>
    /// Forward in evaluation mode: the loss and the outputs.
    let evaluate: BatchFunction

    let names: InspectedNames
    /// The sums of ``accumulate``.
    let sums: GradientSums

    init(
        _ objective: RegularizedLoss, _ optimizer: Optimizer, _ clipping: GradientClipping?,
        _ averages: AverageWeights?
    ) {
        let names = InspectedNames(objective)
        let sums = GradientSums(objective.model)
        (self.names, self.sums) = (names, sums)
        func apply(_ gradients: ParameterGradients, if condition: Tensor? = nil) {
            optimizer.update(gradients.clipped(clipping), if: condition)
            averages?.stepEnds(if: condition)
        }
        update = BatchFunction { batch in
            let pass = Pass(objective, batch)
            apply(pass.gradients, if: pass.hasFiniteLoss)
            return pass.results
        }
        inspectedUpdate = BatchFunction { batch in
            let pass = Pass(objective, batch)
            let activations = names.measureActivations(before: pass.outputs)
            let parameters = names.measureParameters(pass.gradients) {
                apply(pass.gradients, if: pass.hasFiniteLoss)
            }
            return pass.results + [activations, parameters]
        }
        accumulate = BatchFunction { batch in
            let pass = Pass(objective, batch)
            sums.add(pass.gradients, weight: batch.tracedLossWeight, if: pass.hasFiniteLoss)
            return pass.results
        }
        inspectedAccumulate = BatchFunction { batch in
            let pass = Pass(objective, batch)
            let activations = names.measureActivations(before: pass.outputs)
            sums.add(pass.gradients, weight: batch.tracedLossWeight, if: pass.hasFiniteLoss)
            return pass.results + [activations]
        }
        applyAccumulated = compile { () -> [Tensor] in
            apply(sums.takeMean())
            return []
        }
        inspectedApplyAccumulated = compile { () -> [Tensor] in
            let mean = sums.takeMean()
            return [names.measureParameters(mean) { apply(mean) }]
        }
        evaluate = BatchFunction { batch in
            evaluating {
                let (outputs, loss, _) = objective.forward(batch)
                return [loss, outputs]
            }
        }
    }
}

/// Forward and backward in a traced step, with the model's buffers changed only if all went well.
private struct Pass {
    let outputs: Tensor
    let gradients: ParameterGradients
    let hasFiniteLoss: Tensor
    let results: [Tensor]

    init(_ objective: RegularizedLoss, _ batch: Batch) {
        let buffers = objective.model.buffers().map(\.buffer)
        let before = buffers.map(\.value)
        let values = objective(batch)
        outputs = values.outputs
        // Beside the update, in one loop with it; a condition for all of it would need every gradient twice.
        let isFinite = values.gradients.gradients.map(\.isFinite)
        gradients = ParameterGradients(
            names: values.gradients.names, parameters: values.gradients.parameters,
            gradients: zip(values.gradients.gradients, isFinite).map {
                select($0, where: $1, otherwise: Tensor.zeros($0.shape, dtype: $0.dtype))
            })
        // The logarithm of 1 or of 0. Only the gradient of the penalty is used: its value would take another pass over
        // the parameters.
        let finiteness = isFinite.reduce(values.loss) { sum, isFinite in
            sum + log(isFinite.cast(to: sum.dtype).min())
        }
        let hasFiniteLoss = values.loss.isFinite
        assign(
            zip(buffers, before).filter { $0.value.node !== $1.node }.map { buffer, old in
                (buffer, select(buffer.value, where: hasFiniteLoss, otherwise: old))
            })
        self.hasFiniteLoss = hasFiniteLoss
        results = [values.loss, outputs, finiteness]
    }
}
