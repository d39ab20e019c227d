import Chainrule
import ChainruleNN

/// The gradients of several batches, weighted as their losses are.
struct GradientSums {
    private struct Member {
        let name: String
        let parameter: Parameter
        let sum: Variable
    }

    private let members: [Member]
    private let weight = Variable(Tensor(0), name: "accumulated weight")

    init(_ model: any Module) {
        members = model.parameters().map { name, parameter in
            let zeros = Tensor.zeros(parameter.type.shape, dtype: parameter.type.dtype)
            return Member(
                name: name, parameter: parameter, sum: Variable(zeros, name: "\(name) gradient sum"))
        }
    }

    /// Frozen parameters have no gradients.
    private var trained: [Member] { members.filter(\.parameter.isTrainable) }

    func add(_ gradients: ParameterGradients, weight added: Tensor, if condition: Tensor) {
        let sums = zip(trained, gradients.gradients).map { member, gradient in
            let sum = member.sum.value
            let weighted = gradient * added.cast(to: gradient.dtype)
            return (member.sum, select(sum + weighted, where: condition, otherwise: sum))
        }
        assign(sums + [(weight, weight.value + added)])
    }

    /// Resets the sums to zero.
    func reset() { assign((members.map(\.sum) + [weight]).map(Self.zeroed)) }

    /// The mean per example; resets the sums.
    func takeMean() -> ParameterGradients {
        let trained = trained
        let mean = trained.map { $0.sum.value / weight.value.cast(to: $0.sum.type.dtype) }
        assign((trained.map(\.sum) + [weight]).map(Self.zeroed))
        return ParameterGradients(
            names: trained.map(\.name), parameters: trained.map(\.parameter), gradients: mean)
    }

    private static func zeroed(_ sum: Variable) -> (variable: Variable, value: Tensor) {
        (sum, Tensor.zeros(sum.type.shape, dtype: sum.type.dtype))
    }
}
