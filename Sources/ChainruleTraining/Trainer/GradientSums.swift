import Chainrule
import ChainruleNN

/// The gradients of several batches, weighted as their losses are.
struct GradientSums {
    private let names: [String]
    private let parameters: [Parameter]
    private let sums: [Variable]
    private let weight = Variable(Tensor(0), name: "accumulated weight")

    init(_ model: any Module) {
        let found = model.parameters()
        names = found.map(\.name)
        parameters = found.map(\.parameter)
        sums = found.map {
            Variable(Tensor.zeros($1.type.shape, dtype: $1.type.dtype), name: "\($0) gradient sum")
        }
    }

    func add(_ gradients: ParameterGradients, weight count: Int, if condition: Tensor) {
        let added = zip(sums, gradients.gradients).map { sum, gradient in
            (sum, select(sum.value + gradient * Double(count), where: condition, otherwise: sum.value))
        }
        assign(added + [(weight, weight.value + Double(count))])
    }

    /// Forgets what was added.
    func reset() {
        for sum in sums + [weight] { sum.value = Tensor.zeros(sum.type.shape, dtype: sum.type.dtype) }
    }

    /// The mean per example; the sums start anew.
    func takeMean() -> ParameterGradients {
        let mean = sums.map { $0.value / weight.value.cast(to: $0.type.dtype) }
        assign((sums + [weight]).map { ($0, Tensor.zeros($0.type.shape, dtype: $0.type.dtype)) })
        return ParameterGradients(names: names, parameters: parameters, gradients: mean)
    }
}
