import Chainrule

/// Divides the last axes of every example by their root mean square, then multiplies by a weight that is learned:
/// y = x / √(mean of x² + ε) · weight, of the shape of x.
///
/// Unlike ``LayerNorm`` it neither subtracts a mean nor adds a bias. The mean is over the last axes, whose sizes are
/// `normalizedShape`. The weight has that shape, starts as 1 and is called `weight`, as PyTorch's.
///
/// ```swift
/// let layer = RMSNorm(256)
/// layer(Tensor.ones([64, 32, 256])).shape  // [64, 32, 256]
/// ```
///
/// Source: Zhang and Sennrich, "Root mean square layer normalization", NeurIPS 2019.
public struct RMSNorm: Layer, CustomStringConvertible {
    public let weight: Parameter?
    public let normalizedShape: Shape
    public let epsilon: Double?

    /// - Parameters:
    ///   - normalizedShape: the sizes of the last axes, over which the mean is taken.
    ///   - epsilon: added to the mean square; by default the distance from 1 to the next number of the input's element
    ///     type, 1.2e-7 or 2.2e-16.
    ///   - affine: whether there is a weight.
    ///   - dtype: the element type of the weight and, if there is one, of the input.
    /// - Precondition: there is at least one axis, and all sizes are positive.
    public init(
        _ normalizedShape: Shape, epsilon: Double? = nil, affine: Bool = true, dtype: DType = .float32
    ) {
        require(
            normalizedShape.rank > 0 && normalizedShape.allSatisfy { $0 > 0 },
            "RMSNorm(\(product(normalizedShape))): needs an axis, and sizes that are positive")
        weight = affine ? Parameter(.ones(normalizedShape, dtype: dtype), name: "weight") : nil
        self.normalizedShape = normalizedShape
        self.epsilon = epsilon
    }

    /// Normalizes the last axis, of size `size`.
    public init(_ size: Int, epsilon: Double? = nil, affine: Bool = true, dtype: DType = .float32) {
        self.init([size] as Shape, epsilon: epsilon, affine: affine, dtype: dtype)
    }

    public func forward(_ input: Tensor) -> Tensor {
        requireInput(
            input, input.shape.suffix(normalizedShape.rank).elementsEqual(normalizedShape),
            "the last axes of the input to be \(normalizedShape)")
        if let weight { requireInput(input, like: weight) }
        let axes = Axes(Array(input.shape.indices.suffix(normalizedShape.rank)))
        return input.normalized(
            variance: (input * input).mean(axes: axes, keepDims: true),
            epsilon: epsilon ?? input.dtype.ulpOfOne,
            weight: weight?.value, bias: nil)
    }

    /// As in `RMSNorm(256)`, followed by the dotted name if the layer has been found in a module.
    public var description: String {
        let summary = "RMSNorm(\(product(normalizedShape)))"
        return weight?.layer(summary) ?? summary
    }
}
