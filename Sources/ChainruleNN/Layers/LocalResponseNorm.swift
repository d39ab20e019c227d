import Chainrule

/// Divides every element of [N, C, spatial...] by (k + α·m)^β, m being the mean square of the `size` neighboring
/// channels at its place: `localResponseNorm(_:size:alpha:beta:k:)` as a layer.
///
/// Source: Krizhevsky, Sutskever and Hinton, "ImageNet classification with deep convolutional neural networks",
/// 2012, with PyTorch's definitions and defaults of the parameters.
public struct LocalResponseNorm: Layer {
    public let size: Int
    public let alpha: Double
    public let beta: Double
    public let k: Double

    /// - Parameters:
    ///   - size: how many neighboring channels count.
    ///   - alpha: the factor of their mean square.
    ///   - beta: the power.
    ///   - k: added before the power is taken.
    public init(_ size: Int, alpha: Double = 1e-4, beta: Double = 0.75, k: Double = 1) {
        self.size = size
        self.alpha = alpha
        self.beta = beta
        self.k = k
    }

    public func forward(_ input: Tensor) -> Tensor {
        localResponseNorm(input, size: size, alpha: alpha, beta: beta, k: k)
    }
}
