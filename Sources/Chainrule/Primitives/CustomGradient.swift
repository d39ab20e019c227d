/// The last input itself, whose gradient with respect to the other inputs follows a rule of the user's.
struct CustomGradient: Primitive {
    typealias Rule = @Sendable (_ upstream: Tensor, _ inputs: [Tensor], _ output: Tensor) -> [Tensor]

    /// Functions cannot be compared, but what holds one can.
    private final class Holder: Sendable {
        let rule: Rule
        init(_ rule: @escaping Rule) { self.rule = rule }
    }

    static let name = "custom-gradient"
    private let holder: Holder

    init(rule: @escaping Rule) { holder = Holder(rule) }

    static func == (left: CustomGradient, right: CustomGradient) -> Bool { left.holder === right.holder }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(holder)) }

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        inputs[inputs.count - 1].type
    }

    func forward(_ inputs: [NDArray]) -> NDArray { inputs[inputs.count - 1] }

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        let contributions: [Tensor?] = holder.rule(upstream, inputs.dropLast(), output)
        require(
            contributions.count == inputs.count - 1,
            "customGradient: the gradient rule returned \(contributions.count) gradients for \(inputs.count - 1) inputs"
        )
        return contributions + [nil]
    }

    static let samples = [
        PrimitiveSample(CustomGradient { upstream, _, _ in [upstream] }, .real([2]), .real([2]))
    ]
    static let exemption: String? = "its gradient is defined by the user"
}

/// The value of `function` at `inputs`, with a custom gradient.
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
    .apply(CustomGradient(rule: gradient), inputs + [function(inputs)])
}
