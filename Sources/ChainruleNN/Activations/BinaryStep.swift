import Chainrule

/// 1 where x is at least 0, and 0 elsewhere; the upstream gradient passes as if the function were x. NaN stays.
///
/// The step's own gradient is 0 almost everywhere, and nothing before it would learn.
///
/// Behind a ``Linear`` layer, ``SGD`` on ``halfSquaredError(_:_:reduction:)`` of the steps is the perceptron's rule,
/// w += rate·(target − output)·input; without the step it is the delta rule of Widrow and Hoff.
///
/// Source: Bengio, Léonard and Courville, "Estimating or propagating gradients through stochastic neurons for
/// conditional computation", 2013: the straight-through estimator.
public func binaryStep(_ x: Tensor) -> Tensor {
    customGradient([x]) { inputs in
        let x = inputs[0]
        return select(0, where: x .< 0, otherwise: select(1, where: x .>= 0, otherwise: x))
    } gradient: { upstream, _, _ in
        [upstream]
    }
}

/// The step from 0 to 1 at 0 as a layer, with a straight-through gradient: ``binaryStep(_:)``.
public struct BinaryStep: Layer {
    public init() {}
    public func forward(_ input: Tensor) -> Tensor { binaryStep(input) }
}
