import Chainrule

/// The scaled exponential linear unit of every element: 1.0507·x where x is positive, 1.7581·(eˣ − 1) elsewhere.
///
/// The two numbers make mean 0 and variance 1 a fixed point of layers with LeCun's initial values; see
/// ``InitialValues/leCun``.
///
/// Source: Klambauer, Unterthiner, Mayr and Hochreiter, "Self-normalizing neural networks", NIPS 2017.
public func selu(_ x: Tensor) -> Tensor { elu(x, alpha: SELUConstants.alpha) * SELUConstants.scale }

/// α and λ of the paper.
enum SELUConstants {
    static let alpha = 1.6732632423543772
    static let scale = 1.0507009873554805
}

/// The scaled exponential linear unit as a layer: ``selu(_:)``.
public struct SELU: Layer {
    public init() {}
    public func forward(_ input: Tensor) -> Tensor { selu(input) }
}
