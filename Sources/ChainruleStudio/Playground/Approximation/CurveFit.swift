import Chainrule
import ChainruleNN

/// A network with one hidden layer that learns a curve: y = Σ vᵢ·f(wᵢ·x + bᵢ) + c.
package final class CurveFit {
    /// Where the parameters start.
    package enum Start: String, CaseIterable, Codable, Sendable {
        /// At random, with the steps of the units spread over the curve.
        case random
        /// As bumps: each pair of steep sigmoids makes one, as high as the curve is there.
        case bumps
    }

    /// How the network is made.
    package struct Design: Equatable, Sendable {
        package var start = Start.random
        /// Of units that start at random; those of bumps are sigmoids.
        package var activation = ActivationChoice.tanh
        /// Hidden units, if they start at random.
        package var hidden = 12
        /// Bumps, of two units each.
        package var bumps = 8
        /// The weight of the sigmoids of bumps.
        package var steepness = 80.0
        package var seed: UInt64 = 0

        package init() {}
    }

    /// What the network is now.
    package struct State: Encodable {
        package let step: Int
        /// The mean squared error.
        package let loss: Double
        /// The network's curve at `pointCount` places from −1 to 1.
        package let curve: [Float]
        /// What each hidden unit adds to it, vᵢ·f(wᵢ·x + bᵢ), at the same places.
        package let units: [[Float]]
        /// The constant c.
        package let constant: Float
    }

    /// How many places from −1 to 1 curves are given at.
    package static let pointCount = 121
    package static let places = (0..<pointCount).map { Float($0) / Float(pointCount - 1) * 2 - 1 }

    fileprivate struct Network: Module {
        let hidden: Linear
        let activation: any Layer
        let output: Linear

        func units(_ x: Tensor) -> Tensor { activation(hidden(x)) }
    }

    private(set) var stepCount = 0
    private let network: Network
    private let optimizer: Adam
    private let step: Compiled<Tensor, Tensor>
    private let look: Compiled<[Tensor], Tensor>
    private let x = Tensor(CurveFit.places, shape: [CurveFit.pointCount, 1])

    /// - Parameters:
    ///   - design: how the network is made.
    ///   - target: the curve at `places`, for the heights of bumps.
    ///   - learningRate: Adam's.
    /// - Precondition: there are `pointCount` numbers.
    package init(_ design: Design, target: [Float], learningRate: Double) {
        require(target.count == Self.pointCount, "CurveFit: \(target.count) points, not \(Self.pointCount)")
        let bumps = design.start == .bumps
        let activation = bumps ? ActivationChoice.sigmoid : design.activation
        let count = bumps ? 2 * design.bumps : design.hidden
        let generator = Generator(seed: design.seed)
        let network = Network(
            hidden: Linear(1, count, from: generator), activation: activation.layer(),
            output: Linear(count, 1, from: generator))
        if bumps {
            network.setBumps(heights: Self.means(of: target, parts: design.bumps), design.steepness)
        } else {
            network.spreadSteps(generator)
        }
        let optimizer = Adam(network, learningRate: learningRate)
        let x = x
        step = compile { (target: Tensor) in
            let loss = squaredError(network.output(network.units(x)), target)
            // Nothing flows back through a step function.
            optimizer.update(gradients(of: loss, withRespectTo: network, unused: .zeros))
            return loss
        }
        look = compile { (target: Tensor) -> [Tensor] in
            let units = network.units(x)
            let curve = network.output(units)
            let parts = units * network.output.weight.value
            return [squaredError(curve, target), curve, parts.transposed()]
        }
        (self.network, self.optimizer) = (network, optimizer)
    }

    /// May be changed between steps.
    package var learningRate: Double {
        get { optimizer.learningRate }
        set { optimizer.learningRate = newValue }
    }

    /// Makes steps of gradient descent toward a curve, which may differ from the last one.
    package func train(steps count: Int, toward target: [Float]) {
        let target = Tensor(target, shape: [Self.pointCount, 1])
        for _ in 0..<count { _ = step(target) }
        stepCount += count
    }

    /// What the network is now, and how far from a curve.
    package func state(target: [Float]) -> State {
        let results = look(Tensor(target, shape: [Self.pointCount, 1]))
        let parts = results[2].scalars(as: Float.self)
        return State(
            step: stepCount, loss: results[0].item(), curve: results[1].scalars(),
            units: stride(from: 0, to: parts.count, by: Self.pointCount).map {
                Array(parts[$0..<$0 + Self.pointCount])
            }, constant: Float(network.output.bias!.value.item()))
    }

    /// The mean of a curve in each of some equal parts of its range.
    private static func means(of target: [Float], parts: Int) -> [Float] {
        (0..<parts).map { part in
            let values = target[part * pointCount / parts..<(part + 1) * pointCount / parts]
            return values.reduce(0, +) / Float(values.count)
        }
    }
}

extension CurveFit.Network {
    /// Puts each unit's step somewhere in −1…1: with PyTorch's initial values most would lie outside or be flat.
    fileprivate func spreadSteps(_ generator: Generator) {
        let count = hidden.weight.type.shape[0]
        let weights = Tensor.normal([count, 1], deviation: 4, from: generator)
        let steps = Tensor.uniform([count, 1], in: -1..<1, from: generator)
        hidden.weight.value = weights
        hidden.bias!.value = (-weights * steps).reshaped(to: [count])
        let scale = 1 / Double(count).squareRoot()
        output.weight.value = .normal([1, count], deviation: scale / 2, from: generator)
        output.bias!.value = .zeros([1])
    }

    /// Makes bumps side by side: two steps at the edges of each, up by its height and down again.
    fileprivate func setBumps(heights: [Float], _ steepness: Double) {
        let width = 2 / Float(heights.count)
        var edges = heights.indices.flatMap { [-1 + Float($0) * width, -1 + Float($0 + 1) * width] }
        // The ends of the curve are not on a slope.
        edges[0] -= width
        edges[edges.count - 1] += width
        let count = edges.count
        hidden.weight.value = .full([count, 1], steepness)
        hidden.bias!.value = Tensor(edges.map { -Float(steepness) * $0 }, shape: [count])
        output.weight.value = Tensor(heights.flatMap { [$0, -$0] }, shape: [1, count])
        output.bias!.value = .zeros([1])
    }
}
