import Chainrule

/// An affine map of the last axis: x·Wᵀ + b.
///
/// The input is `[..., inputs]`, the output `[..., outputs]`. Weight `[outputs, inputs]` and bias `[outputs]`
/// start out uniform in ±1/√inputs unless the weight's ``InitialValues`` are chosen.
public struct Linear: WeightedLayer {
    public let weight: Parameter
    public let bias: Parameter?

    /// - Parameters:
    ///   - inputs: the size of the input's last axis.
    ///   - outputs: the size of the output's last axis.
    ///   - bias: whether a bias is added.
    ///   - weights: the initial values of the weight.
    ///   - dtype: the element type of the parameters and of the input.
    ///   - generator: the random generator of the initial values.
    public init(
        _ inputs: Int, _ outputs: Int, bias: Bool = true, weights: InitialValues = .pyTorch,
        dtype: DType = .float32, from generator: Generator = .current
    ) {
        require(inputs > 0 && outputs > 0, "Linear(\(inputs) → \(outputs)): sizes must be positive")
        weight = weights.weight([outputs, inputs], dtype, generator)
        self.bias = bias ? .bias(beside: weight, generator) : nil
    }

    public func forward(_ input: Tensor, weight: Tensor) -> Tensor {
        let (outputs, inputs) = (weight.shape[0], weight.shape[1])
        requireInput(
            input, input.shape.last == inputs, "the last axis of the input to be \(inputs)")
        requireInput(input, like: self.weight)
        // One matrix product, regardless of the number of axes before the last.
        let leading = input.shape.dropLast()
        let rows = input.reshaped(to: Shape([leading.reduce(1, *), inputs]))
        let product = matmul(rows, weight.transposed())
        let output = bias.map { product + $0.value } ?? product
        return output.reshaped(to: Shape(leading + [outputs]))
    }

    /// As in `Linear(784 → 100)`, followed by the dotted name if the layer has been found in a module.
    public var description: String {
        weight.layer("Linear(\(weight.type.shape[1]) → \(weight.type.shape[0]))")
    }
}
