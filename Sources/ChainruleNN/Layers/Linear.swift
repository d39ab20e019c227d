import Chainrule

/// An affine map of the last axis: x·Wᵀ + b.
///
/// The input is `[..., inputs]`, the output `[..., outputs]`. Weight `[outputs, inputs]` and bias `[outputs]`
/// start out uniform in ±1/√inputs.
public struct Linear: Layer, CustomStringConvertible {
    public let weight: Parameter
    public let bias: Parameter?

    /// - Parameters:
    ///   - inputs: the size of the input's last axis.
    ///   - outputs: the size of the output's last axis.
    ///   - bias: whether a bias is added.
    ///   - dtype: the element type of the parameters and of the input.
    ///   - generator: what the initial values are drawn from.
    public init(
        _ inputs: Int, _ outputs: Int, bias: Bool = true, dtype: DType = .float32,
        from generator: Generator = .current
    ) {
        require(inputs > 0 && outputs > 0, "Linear(\(inputs) → \(outputs)): sizes must be positive")
        let bound = 1 / Double(inputs).squareRoot()
        func draw(_ shape: Shape, _ name: String) -> Parameter {
            Parameter(.uniform(shape, in: -bound..<bound, dtype: dtype, from: generator), name: name)
        }
        weight = draw([outputs, inputs], "weight")
        self.bias = bias ? draw([outputs], "bias") : nil
    }

    public func callAsFunction(_ input: Tensor) -> Tensor {
        let weight = weight.value
        let (outputs, inputs) = (weight.shape[0], weight.shape[1])
        require(
            input.shape.last == inputs,
            "\(self): expected the last axis of the input to be \(inputs), got \(input.type)")
        require(
            input.dtype == weight.dtype,
            "\(self): expected \(weight.dtype), got \(input.type); convert with cast(to:)")
        // One product of matrices, however many axes come before the last.
        let leading = input.shape.dropLast()
        let rows = input.reshaped(to: Shape([leading.reduce(1, *), inputs]))
        let product = matmul(rows, weight.transposed())
        let output = bias.map { product + $0.value } ?? product
        return output.reshaped(to: Shape(leading + [outputs]))
    }

    /// As in `Linear(784 → 100)`, followed by the dotted name if the layer has been found in a module.
    public var description: String {
        let shape = weight.type.shape
        let path = (weight.path ?? "").split(separator: ".").dropLast().joined(separator: ".")
        return "Linear(\(shape[1]) → \(shape[0]))" + (path.isEmpty ? "" : " '\(path)'")
    }
}
