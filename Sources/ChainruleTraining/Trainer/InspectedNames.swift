import Chainrule
import ChainruleNN

/// Adds the measurements of an inspection to a traced step as two vectors, and reads them back.
///
/// Activations are found in the graph of the loss, so functions are found as well as layers.
final class InspectedNames {
    private let parameters: [(name: String, parameter: Parameter)]
    private let penaltyGradients: () -> [Tensor]?
    private var activations: [(flatOutputs: FlatOutputs, name: String, unitCount: Int)] = []

    init(_ objective: RegularizedLoss) {
        parameters = objective.model.parameters()
        penaltyGradients = {
            objective.penalty.map { penalty in
                gradients(of: penalty(objective.model), withRespectTo: objective.model, unused: .zeros)
                    .gradients
            }
        }
    }

    /// Frozen parameters have no gradient.
    private var trained: [(name: String, parameter: Parameter)] { parameters.filter(\.parameter.isTrainable) }

    /// Norms of every trained parameter, of its gradient without the penalty's, of how the units differ in it, and of the
    /// change that `update` makes.
    func measureParameters(_ gradients: ParameterGradients, update: () -> Void) -> Tensor {
        let parameters = trained
        let before = parameters.map(\.parameter.value)
        let penalties = penaltyGradients()
        update()
        let after = parameters.map(\.parameter.value)
        let figures = parameters.indices.flatMap { index in
            let total = gradients.gradients[index]
            let gradient = penalties.map { total - $0[index] } ?? total
            let difference = gradient.rank < 2 ? gradient : gradient - gradient.mean(axes: 0, keepDims: true)
            return [before[index], gradient, difference, after[index] - before[index]].map {
                sqrt(($0 * $0).sum()).cast(to: .float32)
            }
        }
        return stack(figures)
    }

    /// Shares of blocked outputs, and the blocked units, of every activation that parameters follow on the way to
    /// `outputs`: one behind the last parameter is free to reach its bounds, as the sigmoid of a probability does.
    func measureActivations(before outputs: Tensor) -> Tensor {
        let nodes = ParameterNodes(parameters)
        let reached = Set(nodes.reached(from: outputs)).count
        let found = TopologicalOrder(endingAt: [outputs]).nodes.compactMap { node in
            Activation(node, nodes)
        }.filter { Set(nodes.reached(from: $0.output)).count < reached }
        activations = found.map { ($0.flatOutputs, $0.name, $0.unitCount) }
        return found.isEmpty ? Tensor.zeros([0]) : concatenate(found.map(\.figures))
    }

    /// The values in the vectors of both measurements.
    func inspection(activations activationFigures: Tensor, parameters parameterFigures: Tensor) -> Inspection
    {
        var shares = activationFigures.scalars(as: Double.self)[...]
        var norms = parameterFigures.scalars(as: Double.self)[...]
        return Inspection(
            parameters: trained.map { name, _ in
                .init(
                    name: name, valueNorm: norms.removeFirst(), gradientNorm: norms.removeFirst(),
                    gradientDifferenceNorm: norms.removeFirst(), updateNorm: norms.removeFirst())
            },
            activations: activations.map { flatOutputs, name, unitCount in
                let share = shares.removeFirst()
                defer { shares.removeFirst(unitCount) }
                return .init(
                    flatOutputs: flatOutputs, name: name, blockedShare: share,
                    isBlocked: shares.prefix(unitCount).map { $0 == 1 })
            })
    }
}

/// An activation function in a graph.
private struct Activation {
    let flatOutputs: FlatOutputs
    let name: String
    let output: Tensor
    let unitCount: Int
    /// The share of outputs that are blocked, then a 1 for every unit that is for the whole batch and a 0 for others.
    let figures: Tensor

    init?(_ node: Node, _ parameters: ParameterNodes) {
        guard let primitive = node.primitive as? any ActivationFunction, node.shape.rank >= 2 else {
            return nil
        }
        flatOutputs = type(of: primitive).flatOutputs
        output = Tensor(node: node)
        name = "\(primitive.name) after \(node.moduleBefore(parameters) ?? "the input")"
        let indicator = flatOutputs.contain(output).cast(to: .float32)
        let unitAxis = node.unitAxis
        unitCount = output.shape[unitAxis]
        let others = Axes((0..<output.rank).filter { $0 != unitAxis })
        figures = concatenate([
            indicator.mean().reshaped(to: [1]), indicator.min(axes: others).reshaped(to: [unitCount]),
        ])
    }
}
