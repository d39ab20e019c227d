/// The input itself, behind which no gradient passes.
struct StopGradient: Primitive {
    static let name = "stop-gradient"
    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType { inputs[0].type }
    func forward(_ inputs: [NDArray]) -> NDArray { inputs[0] }
    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] { [nil] }
    static let samples = [Sample(StopGradient(), .real([2, 3]))]
    static let exemption: String? = "it denies its gradient on purpose"
}

extension Tensor {
    /// The same values, taken as a constant by ``gradients(of:withRespectTo:upstream:unreached:)-(Tensor,[Tensor],_,_)``.
    public var stoppingGradient: Tensor { .apply(StopGradient(), self) }
}
