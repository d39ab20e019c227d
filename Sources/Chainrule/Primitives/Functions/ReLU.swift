import CVectorKernels

/// max(0, x), with gradient 0 at 0.
///
/// Kept whole because written as a maximum of x and 0 its gradient at 0 would be ½.
struct ReLU: UnaryFunction, PiecewisePrimitive, ActivationFunction {
    static let name = "relu"
    static let loopOperation = CVK_RELU
    static let flatOutputs = FlatOutputs.zero
    func value<T: FloatingScalar>(_ x: T) -> T { x < 0 ? 0 : x }
    /// By the result, which is positive where the operand is: the operand need not be kept for the backward pass.
    func vjp(_ upstream: Tensor, x: Tensor, y: Tensor) -> Tensor? {
        select(upstream, where: y .> 0, otherwise: 0)
    }
    func pieces(_ inputs: [NDArray]) -> NDArray { Sign().forward(inputs) }
}

/// The rectified linear unit max(0, x) of every element; its gradient at 0 is 0.
public func relu(_ x: Tensor) -> Tensor { .apply(ReLU(), x) }
