import Chainrule

/// Normalizes the last axes of every example to mean 0 and variance 1, then applies a weight and a bias that
/// are learned: y = (x − mean) / √(variance + ε) · weight + bias, of the shape of x.
///
/// Mean and (biased) variance are taken over the last axes, whose sizes are `normalizedShape`. So the examples of a
/// batch do not influence each other, and training and evaluation are the same. Weight and bias have that shape and
/// start as 1 and 0; their names are PyTorch's, `weight` and `bias`.
///
/// ```swift
/// let layer = LayerNorm(256)
/// layer(Tensor.ones([64, 32, 256])).shape  // [64, 32, 256]
/// ```
///
/// Source: Ba, Kiros and Hinton, "Layer normalization", 2016.
public struct LayerNorm: Layer, CustomStringConvertible {
    public let weight: Parameter?
    public let bias: Parameter?
    public let normalizedShape: Shape
    public let epsilon: Double

    /// - Parameters:
    ///   - normalizedShape: the sizes of the last axes, over which mean and variance are taken.
    ///   - epsilon: added to the variance before the square root.
    ///   - affine: whether there are a weight and a bias.
    ///   - bias: whether there is a bias beside the weight.
    ///   - dtype: the element type of the parameters and, if there are any, of the input.
    /// - Precondition: there is at least one axis, and all sizes are positive.
    public init(
        _ normalizedShape: Shape, epsilon: Double = 1e-5, affine: Bool = true, bias: Bool = true,
        dtype: DType = .float32
    ) {
        require(
            normalizedShape.rank > 0 && normalizedShape.allSatisfy { $0 > 0 },
            "\(Self.summary(normalizedShape)): needs an axis, and sizes that are positive")
        weight = affine ? Parameter(.ones(normalizedShape, dtype: dtype), name: "weight") : nil
        self.bias = affine && bias ? Parameter(.zeros(normalizedShape, dtype: dtype), name: "bias") : nil
        self.normalizedShape = normalizedShape
        self.epsilon = epsilon
    }

    /// Normalizes the last axis, of size `size`.
    public init(
        _ size: Int, epsilon: Double = 1e-5, affine: Bool = true, bias: Bool = true, dtype: DType = .float32
    ) {
        self.init([size] as Shape, epsilon: epsilon, affine: affine, bias: bias, dtype: dtype)
    }

    public func forward(_ input: Tensor) -> Tensor {
        requireInput(
            input, input.shape.suffix(normalizedShape.rank).elementsEqual(normalizedShape),
            "the last axes of the input to be \(normalizedShape)")
        if let weight { requireInput(input, like: weight) }
        let axes = Array(input.shape.indices.suffix(normalizedShape.rank))
        let (_, distance, variance) = input.centered(over: axes)
        return distance.normalized(
            variance: variance, epsilon: epsilon, weight: weight?.value, bias: bias?.value)
    }

    /// As in `LayerNorm(256)`, followed by the dotted name if the layer has been found in a module.
    public var description: String {
        let summary = Self.summary(normalizedShape)
        return weight?.layer(summary) ?? summary
    }

    private static func summary(_ shape: Shape) -> String { "LayerNorm(\(product(shape)))" }
}
