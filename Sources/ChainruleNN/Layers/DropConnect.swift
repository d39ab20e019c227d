import Chainrule

/// A layer with a weight, which may be applied with another tensor in the weight's place.
public protocol WeightedLayer: Layer, CustomStringConvertible {
    /// The weight to learn.
    var weight: Parameter { get }
    /// The output with `weight`, of the shape of the layer's own, in its place.
    func forward(_ input: Tensor, weight: Tensor) -> Tensor
}

extension WeightedLayer {
    public func forward(_ input: Tensor) -> Tensor { forward(input, weight: weight.value) }
}

/// A layer whose weights, and not its inputs, are dropped at random in training mode.
///
/// At every call each number of the weight is set to zero with probability p or else divided by 1 − p; in evaluation (see
/// ``evaluating(_:)``) all are used as they are. The parameters keep the layer's names, so states of the layer can be loaded.
///
/// ```swift
/// Sequential {
///     Flatten()
///     DropConnect(Linear(784, 100))
///     ReLU()
///     Linear(100, 10)
/// }
/// ```
///
/// Source: Wan, Zeiler, Zhang, LeCun and Fergus, "Regularization of neural networks using DropConnect", ICML 2013. There,
/// every example of a batch has weights dropped of its own, and predictions are averaged over Gaussian samples; here a
/// batch shares what is dropped, and predictions use the mean weight.
public struct DropConnect<Base: WeightedLayer>: Layer, CustomStringConvertible {
    public let layer: Base
    public let probability: Double
    private let dropping: Dropping

    /// - Parameters:
    ///   - layer: the layer whose weight is dropped.
    ///   - probability: how likely a number of the weight is dropped, from 0 to below 1.
    ///   - generator: the random generator; `Generator.current` at the time of each call by default.
    public init(_ layer: Base, _ probability: Double = 0.5, from generator: Generator? = nil) {
        self.layer = layer
        self.probability = probability
        dropping = Dropping(probability, generator, for: "DropConnect(\(layer), \(probability))")
    }

    public func forward(_ input: Tensor) -> Tensor {
        let weight = layer.weight.value
        return layer.forward(input, weight: dropping(weight, weight.shape, for: "\(self)"))
    }

    public var members: [(name: String, value: Any)] { layer.members + dropping.members }

    /// As in `DropConnect(Linear(784 → 100), 0.5)`.
    public var description: String { "DropConnect(\(layer), \(probability))" }
}
