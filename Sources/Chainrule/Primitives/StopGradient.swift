/// The input itself, behind which no gradient passes.
struct StopGradient: Primitive {
    static let name = "stop-gradient"
    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType { inputs[0].type }
    func forward(_ inputs: [NDArray]) -> NDArray { inputs[0] }
    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] { [nil] }
    static let samples = [PrimitiveSample(StopGradient(), .real([2, 3]))]
    static let exemption: String? = "it stops the gradient by design"
}

/// `x`, treated as a constant by `gradients(of:withRespectTo:)`.
public func stopGradient(_ x: Tensor) -> Tensor { .apply(StopGradient(), x) }
