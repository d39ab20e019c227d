/// The first input itself, whose gradient with respect to the other inputs follows a rule of the user's.
struct CustomGradient: Primitive {
    static let name = "custom-gradient"
    let rule: @Sendable (_ upstream: Tensor, _ inputs: [Tensor], _ output: Tensor) -> [Tensor]

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType { inputs[0].type }
    func forward(_ inputs: [NDArray]) -> NDArray { inputs[0] }

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        let contributions: [Tensor?] = rule(upstream, Array(inputs.dropFirst()), output)
        return [nil] + contributions
    }

    static let samples = [Sample(CustomGradient { upstream, _, _ in [upstream] }, .real([2]), .real([2]))]
    static let exemption: String? = "its gradient is whatever the user says"
}

/// The value of `function` at `inputs`, with a gradient of your own.
///
/// `gradient` gets the upstream gradient, the inputs and the output, and returns one gradient per input, in
/// the input's shape. It is written with tensors, so it can be differentiated again.
///
/// ```swift
/// // Rounds forward, passes the gradient straight through.
/// let rounded = customGradient([x]) { round($0[0]) } gradient: { upstream, _, _ in [upstream] }
/// ```
public func customGradient(
    _ inputs: [Tensor], _ function: ([Tensor]) -> Tensor,
    gradient: @escaping @Sendable (_ upstream: Tensor, _ inputs: [Tensor], _ output: Tensor) -> [Tensor]
) -> Tensor {
    .apply(CustomGradient(rule: gradient), [function(inputs)] + inputs)
}
