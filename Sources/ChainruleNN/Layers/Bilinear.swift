import Chainrule

/// A bilinear map of the last axes of two inputs: yₖ = x₁ᵀ·Aₖ·x₂ + bₖ.
///
/// The inputs are `[..., inputs₁]` and `[..., inputs₂]` with the same leading axes, the output `[..., outputs]`. Weight
/// `[outputs, inputs₁, inputs₂]` and bias `[outputs]` start out uniform in ±1/√inputs₁, as PyTorch's, unless the weight's
/// ``InitialValues`` are chosen.
///
/// ```swift
/// let layer = Bilinear(20, 30, 40)
/// layer(Tensor.ones([128, 20]), Tensor.ones([128, 30])).shape  // [128, 40]
/// ```
public struct Bilinear: Module, CustomStringConvertible {
    public let weight: Parameter
    public let bias: Parameter?

    /// - Parameters:
    ///   - first: the size of the first input's last axis.
    ///   - second: the size of the second input's last axis.
    ///   - outputs: the size of the output's last axis.
    ///   - bias: whether a bias is added.
    ///   - weights: the initial values of the weight; uniform in ±1/√first by default.
    ///   - dtype: the element type of the parameters and of the inputs.
    ///   - generator: the random generator of the initial values.
    /// - Precondition: sizes are positive.
    public init(
        _ first: Int, _ second: Int, _ outputs: Int, bias: Bool = true, weights: InitialValues? = nil,
        dtype: DType = .float32, from generator: Generator = .current
    ) {
        let name = Self.summary([outputs, first, second])
        require([first, second, outputs].allSatisfy { $0 > 0 }, "\(name): sizes must be positive")
        let bound = 1 / Double(first).squareRoot()
        let uniform = InitialValues.uniform(in: -bound..<bound)
        weight = (weights ?? uniform).weight([outputs, first, second], dtype, generator)
        self.bias = bias ? Parameter(uniform.draw([outputs], dtype, generator), name: "bias") : nil
    }

    /// The output for two inputs that differ in the last axis alone.
    public func callAsFunction(_ first: Tensor, _ second: Tensor) -> Tensor {
        let shape = weight.type.shape
        let (outputs, pairs) = (shape[0], shape[1] * shape[2])
        requireInput(
            first, first.shape.last == shape[1], "the last axis of the first input to be \(shape[1])")
        requireInput(
            second, Array(second.shape) == first.shape.dropLast() + [shape[2]],
            "the second input to be \(first.shape.dropLast() + [shape[2]])")
        requireInput(first, like: weight)
        requireInput(second, like: weight)
        // One matrix product of the weight with the products of all pairs of elements.
        let products =
            first.expandingDimension(at: first.rank) * second.expandingDimension(at: first.rank - 1)
        let leading = first.shape.dropLast()
        let rows = products.reshaped(to: Shape([leading.reduce(1, *), pairs]))
        let product = matmul(rows, weight.value.reshaped(to: Shape([outputs, pairs])).transposed())
        let output = bias.map { product + $0.value } ?? product
        return output.reshaped(to: Shape(leading + [outputs]))
    }

    /// As in `Bilinear(20, 30 → 40)`, followed by the dotted name if the layer has been found in a module.
    public var description: String { weight.layer(Self.summary(weight.type.shape)) }

    private static func summary(_ shape: Shape) -> String {
        "Bilinear(\(shape[1]), \(shape[2]) → \(shape[0]))"
    }
}
