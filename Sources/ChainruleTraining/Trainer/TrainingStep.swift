import Chainrule
import ChainruleNN

/// The compiled functions of a training: forward, backward and update, in the forms that a run needs.
///
/// An update whose loss is no finite number changes nothing, so a training that diverges keeps the parameters it
/// had, and what went wrong can be computed again.
final class TrainingStep {
    /// Forward, backward and update with one batch; returns the loss and the outputs.
    let update: Compiled<[Tensor], Tensor, Tensor>
    /// The same with what a close look tells as third result; see `InspectedNames`.
    let inspectedUpdate: Compiled<[Tensor], Tensor, Tensor>
    /// Forward and backward, the gradients added to those before; returns the loss and the outputs.
    let accumulate: Compiled<[Tensor], Tensor, Tensor>
    /// An update with the mean of the gradients since the last.
    let applyAccumulated: Compiled<[Tensor]>
    /// Forward as in use: the loss and the outputs.
    let evaluate: Compiled<[Tensor], Tensor, Tensor>

    let names: InspectedNames

    init(_ objective: RegularizedLoss, _ optimizer: Optimizer) {
        let names = InspectedNames(objective.model)
        self.names = names
        update = compile { inputs, targets in
            let values = objective(inputs, targets)
            optimizer.update(values.gradients, if: values.total.isFinite)
            return [values.loss, values.outputs]
        }
        inspectedUpdate = compile { inputs, targets in
            let values = objective(inputs, targets)
            let activations = names.measureActivations(before: values.outputs)
            let measured = names.measure(values.gradients) {
                optimizer.update(values.gradients, if: values.total.isFinite)
            }
            return [values.loss, values.outputs, concatenate([measured, activations])]
        }
        let sums = GradientSums(objective.model)
        accumulate = compile { inputs, targets in
            let values = objective(inputs, targets)
            sums.add(values.gradients, examples: inputs.shape[0], if: values.total.isFinite)
            return [values.loss, values.outputs]
        }
        applyAccumulated = compile { () -> [Tensor] in
            optimizer.update(sums.takeMean())
            return []
        }
        evaluate = compile { inputs, targets in
            evaluating {
                let outputs = objective.model(inputs)
                return [objective.loss(outputs, targets), outputs]
            }
        }
    }
}

/// The gradients of several batches, weighted by their examples.
private struct GradientSums {
    private let names: [String]
    private let parameters: [Parameter]
    private let sums: [Variable]
    private let examples = Variable(Tensor(0), name: "accumulated examples")

    init(_ model: any Layer) {
        let found = model.parameters()
        names = found.map(\.name)
        parameters = found.map(\.parameter)
        sums = found.map {
            Variable(Tensor.zeros($1.type.shape, dtype: $1.type.dtype), name: "\($0) gradient sum")
        }
    }

    func add(_ gradients: ParameterGradients, examples count: Int, if condition: Tensor) {
        let added = zip(sums, gradients.gradients).map { sum, gradient in
            (sum, select(sum.value + gradient * Double(count), where: condition, otherwise: sum.value))
        }
        assign(added + [(examples, examples.value + Double(count))])
    }

    /// The mean per example; the sums start anew.
    func takeMean() -> ParameterGradients {
        let mean = sums.map { $0.value / examples.value.cast(to: $0.type.dtype) }
        assign((sums + [examples]).map { ($0, Tensor.zeros($0.type.shape, dtype: $0.type.dtype)) })
        return ParameterGradients(names: names, parameters: parameters, gradients: mean)
    }
}

extension Tensor {
    /// Whether a single real number is neither infinite nor no number.
    fileprivate var isFinite: Tensor { abs(self) .<= Double(Float.greatestFiniteMagnitude) }
}
