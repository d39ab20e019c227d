import Chainrule

/// x where it is positive and `slope`·x elsewhere; the gradient at 0 is the slope.
///
/// Source: Maas, Hannun and Ng, "Rectifier nonlinearities improve neural network acoustic models", 2013.
///
/// - Parameters:
///   - x: a tensor of any shape.
///   - slope: PyTorch's `negative_slope`, 0.01 by default.
public func leakyReLU(_ x: Tensor, slope: Double = 0.01) -> Tensor {
    select(x, where: x .> 0, otherwise: x * slope)
}

/// x where it is positive and `slope`·x elsewhere, 0.01·x by default, as a layer: ``leakyReLU(_:slope:)``.
public struct LeakyReLU: Layer {
    public let slope: Double
    public init(_ slope: Double = 0.01) { self.slope = slope }
    public func forward(_ input: Tensor) -> Tensor { leakyReLU(input, slope: slope) }
}
