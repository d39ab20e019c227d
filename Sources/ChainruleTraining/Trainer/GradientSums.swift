import Chainrule
import ChainruleNN

/// The gradients of several batches, weighted by their examples.
struct GradientSums {
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

    /// Forgets what was added.
    func reset() {
        for sum in sums + [examples] { sum.value = Tensor.zeros(sum.type.shape, dtype: sum.type.dtype) }
    }

    /// The mean per example; the sums start anew.
    func takeMean() -> ParameterGradients {
        let mean = sums.map { $0.value / examples.value.cast(to: $0.type.dtype) }
        assign((sums + [examples]).map { ($0, Tensor.zeros($0.type.shape, dtype: $0.type.dtype)) })
        return ParameterGradients(names: names, parameters: parameters, gradients: mean)
    }
}
