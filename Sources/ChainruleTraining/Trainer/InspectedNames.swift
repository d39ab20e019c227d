import Chainrule
import ChainruleNN

/// Adds the figures of an inspection to a traced step as one vector, and reads them back from it.
///
/// Activations are found in the graph of the loss, so that functions are seen as well as layers.
final class InspectedNames {
    private let parameters: [(name: String, parameter: Parameter)]
    private var activations: [(kind: Inspection.ActivationFigures.Kind, name: String)] = []

    init(_ model: any Layer) { parameters = model.parameters() }

    /// Norms of every parameter, its gradient and the change that `update` makes.
    func measure(_ gradients: ParameterGradients, update: () -> Void) -> Tensor {
        let before = parameters.map(\.parameter.value)
        update()
        let after = parameters.map(\.parameter.value)
        let figures = parameters.indices.flatMap { index in
            [before[index], gradients.gradients[index], after[index] - before[index]].map {
                sqrt(($0 * $0).sum()).cast(to: .float32)
            }
        }
        return stack(figures)
    }

    /// Shares of blocked outputs and units of every activation that `loss` depends on.
    func measureActivations(before loss: Tensor) -> Tensor {
        let nodes = ParameterNodes(parameters)
        let found = TopologicalOrder(endingAt: [loss]).nodes.compactMap { node in
            Activation(node, nodes)
        }
        activations = found.map { ($0.kind, $0.name) }
        return found.isEmpty ? Tensor.zeros([0]) : concatenate(found.map(\.blocked))
    }

    /// The figures in the vector of both measurements.
    func inspection(_ figures: [Float]) -> Inspection {
        let numbers = figures.map(Double.init)
        let rest = numbers.dropFirst(3 * parameters.count)
        return Inspection(
            parameters: parameters.indices.map {
                .init(
                    name: parameters[$0].name, valueNorm: numbers[3 * $0],
                    gradientNorm: numbers[3 * $0 + 1], updateNorm: numbers[3 * $0 + 2])
            },
            activations: activations.indices.map {
                .init(
                    kind: activations[$0].kind, name: activations[$0].name,
                    blockedShare: rest[rest.startIndex + 2 * $0],
                    blockedUnits: rest[rest.startIndex + 2 * $0 + 1])
            })
    }
}

/// An activation function in a graph.
private struct Activation {
    let kind: Inspection.ActivationFigures.Kind
    let name: String
    /// Two numbers: the share of outputs that are blocked, and of units that are for the whole batch.
    let blocked: Tensor

    init?(_ node: Node, _ parameters: ParameterNodes) {
        guard let kind = Inspection.ActivationFigures.Kind(rawValue: node.primitive.name) else { return nil }
        self.kind = kind
        let output = Tensor(node: node)
        let isBlocked =
            switch kind {
            case .relu: output .<= 0
            case .sigmoid: abs(output - 0.5) .> 0.49
            case .tanh: abs(output) .> 0.99
            }
        guard output.rank >= 2 else { return nil }
        name = "\(kind.rawValue) after \(node.moduleBefore(parameters) ?? "the input")"
        let indicator = isBlocked.cast(to: .float32)
        let unitAxis = 1
        let others = Axes((0..<output.rank).filter { $0 != unitAxis })
        blocked = stack([indicator.mean(), indicator.min(axes: others).mean()])
    }
}
