import Chainrule
import ChainruleNN
import Foundation

/// A plane through the parameters of a small network: its loss at θ + x·d₁ + y·d₂, where θ are the trained parameters and d₁, d₂
/// random directions.
///
/// Each unit's part of a direction is as long as the unit's own weights, so that the picture does not depend on how layers are scaled.
///
/// Source: Li, Xu, Taylor, Studer and Goldstein, "Visualizing the loss landscape of neural nets", NeurIPS 2018.
package final class NetworkSurface: LossSurface {
    package let horizontal = -1.5...1.5
    package let vertical = -1.5...1.5
    package let start = (x: -1.2, y: 1.1)
    package let minima = [(x: 0.0, y: 0.0)]
    /// The loss of the trained parameters.
    package let trainedLoss: Double

    /// Of each layer, weight and bias, and their parts of the two directions.
    private let trained: [Tensor]
    private let directions: [(first: Tensor, second: Tensor)]
    private let inputs: Tensor
    private let targets: Tensor

    /// - Parameters:
    ///   - hidden: the units of each of two hidden layers.
    ///   - seed: of the initial parameters and of the directions.
    package init(hidden: Int, seed: UInt64) {
        let generator = Generator(seed: seed)
        let network = Sequential {
            Linear(2, hidden, weights: .xavier, from: generator)
            Tanh()
            Linear(hidden, hidden, weights: .xavier, from: generator)
            Tanh()
            Linear(hidden, 1, weights: .xavier, from: generator)
        }
        let (inputs, targets) = Self.rings()
        let optimizer = Adam(network, learningRate: 0.02)
        let step = compile {
            let loss = Self.loss(network(inputs), targets)
            optimizer.update(gradients(of: loss, withRespectTo: network))
            return loss
        }
        for _ in 0..<Self.trainingSteps { _ = step() }
        (self.inputs, self.targets) = (inputs, targets)
        trained = network.parameters().map(\.parameter.value)
        directions = trained.map { parameter in
            (Self.direction(along: parameter, generator), Self.direction(along: parameter, generator))
        }
        evaluate(directions.flatMap { [$0.first, $0.second] })
        trainedLoss = Self.loss(network(inputs), targets).item()
    }

    private static let trainingSteps = 300

    /// A random direction whose rows are as long as those of a parameter.
    private static func direction(along parameter: Tensor, _ generator: Generator) -> Tensor {
        let random = Tensor.normal(parameter.shape, from: generator)
        let axes: Axes = parameter.rank == 2 ? [1] : .all
        func length(_ tensor: Tensor) -> Tensor { sqrt((tensor * tensor).sum(axes: axes, keepDims: true)) }
        return random * (length(parameter) / length(random))
    }

    /// A ring around a disk, 64 points, and their classes.
    private static func rings() -> (points: Tensor, classes: Tensor) {
        var random = RandomStream(seed: 1)
        let points = (0..<64).flatMap { index in
            let isOuter = !index.isMultiple(of: 2)
            let (radius, angle) = (
                isOuter ? random.uniform(0.9, 1.3) : random.uniform(0, 0.6), random.uniform(0, 2 * .pi)
            )
            return [Float(radius * cos(angle)), Float(radius * sin(angle))]
        }
        return (
            Tensor(points, shape: [64, 2]),
            Tensor((0..<64).map { Float($0 % 2) }, shape: [64, 1])
        )
    }

    private static func loss(_ scores: Tensor, _ targets: Tensor) -> Tensor {
        binaryCrossEntropyWithLogits(scores, targets)
    }

    package func loss(at points: Tensor) -> Tensor {
        if points.rank == 1 { return loss(x: points[0], y: points[1]) }
        let one = compile { (point: Tensor) in self.loss(x: point[0], y: point[1]) }
        let numbers: [Float] = points.scalars()
        let losses = stride(from: 0, to: numbers.count, by: 2).map { place in
            one(Tensor([numbers[place], numbers[place + 1]])).item()
        }
        return Tensor(losses, shape: [losses.count])
    }

    private func loss(x: Tensor, y: Tensor) -> Tensor {
        let moved = zip(trained, directions).map { $0 + x * $1.first + y * $1.second }
        var values = inputs
        for layer in stride(from: 0, to: moved.count, by: 2) {
            if layer > 0 { values = tanh(values) }
            values = matmul(values, moved[layer].transposed()) + moved[layer + 1]
        }
        return Self.loss(values, targets)
    }
}
