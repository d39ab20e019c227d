import Chainrule

/// log(1 + e^(beta·x))/beta, a smooth ReLU, as a layer: `softplus(_:)`.
///
/// There is no `threshold`: PyTorch's layer returns x itself where beta·x is above 20, which is wrong in the tenth
/// digit. This one is exact and does not overflow.
///
/// Source: Dugas, Bengio, Bélisle, Nadeau and Garcia, "Incorporating second-order functional knowledge for better
/// option pricing", NIPS 2000.
public struct Softplus: Layer {
    public let beta: Double

    /// - Parameter beta: the larger, the closer to a ReLU.
    /// - Precondition: `beta` is positive.
    public init(beta: Double = 1) {
        require(beta > 0, "Softplus: beta \(beta) is not positive")
        self.beta = beta
    }

    public func forward(_ input: Tensor) -> Tensor {
        beta == 1 ? softplus(input) : softplus(input * beta) / beta
    }
}

/// Caffe's binomial normal log likelihood, log(1 + eˣ): the same as ``Softplus``.
public typealias BNLL = Softplus
