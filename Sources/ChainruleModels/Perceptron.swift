import Chainrule
import ChainruleNN

/// Rosenblatt's perceptron, built as the Mark I: association units with fixed random connections to the photocells, and
/// response units that learn.
///
/// Every association unit is excited by some photocells and inhibited by as many others, and fires, with output 1, if
/// the sum is positive. A response unit adds up weights of the units that fire. `[N, ...]` images become scores
/// `[N, classes]`. Train it with `perceptronCriterion(_:_:)` and SGD without momentum, which is its learning rule.
///
/// The Mark I had 400 photocells, 512 association units and 8 response units.
///
/// Source: Rosenblatt, "The perceptron", Psychological Review 65, 1958; Hay, Lynch and Smith, "Mark I perceptron
/// operators' manual", 1960.
public struct Perceptron: Layer {
    /// The fixed connections `[units, inputs]`: 1, −1 or 0.
    public let connections: ChainruleNN.Buffer
    /// The weights that are learned; zero at first.
    public let response: Linear

    /// - Parameters:
    ///   - inputs: the number of photocells.
    ///   - units: the number of association units.
    ///   - excitatory: how many photocells excite a unit, and how many others inhibit it; fewer if there are not enough.
    ///   - classCount: the number of response units.
    ///   - generator: the random generator of the connections.
    public init(
        inputs: Int, units: Int = 512, excitatory: Int = 20, classCount: Int,
        from generator: Generator = .current
    ) {
        let count = min(excitatory, inputs / 2)
        require(inputs > 1 && units > 0 && count > 0, "Perceptron: needs at least two inputs and a unit")
        // The photocells of a unit are those with the largest and the smallest of random numbers.
        let draws = Tensor.uniform([units, inputs], from: generator).scalars(as: Double.self)
        var connections = [Float](repeating: 0, count: units * inputs)
        for unit in 0..<units {
            let places = (unit * inputs..<(unit + 1) * inputs).sorted { draws[$0] < draws[$1] }
            for place in places.prefix(count) { connections[place] = 1 }
            for place in places.suffix(count) { connections[place] = -1 }
        }
        self.connections = ChainruleNN.Buffer(
            Tensor(connections, shape: [units, inputs]), name: "connections")
        response = Linear(units, classCount, bias: false, weights: .zeros)
    }

    public func forward(_ images: Tensor) -> Tensor {
        let sums = matmul(images.flattened(from: 1), connections.value.transposed())
        return response((sums .> 0).cast(to: .float32))
    }
}
