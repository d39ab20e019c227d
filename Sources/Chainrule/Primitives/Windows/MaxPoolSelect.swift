/// The elements of a tensor at the places where another one, x, is the largest under its window.
///
/// The counterpart of `MaxPoolGradient`: given x, each is the gradient of the other.
struct MaxPoolSelect: PiecewisePrimitive, RealPrimitive {
    static let name = "max-pool-select"
    let window: PoolingWindow
    var attributes: String { "\(window)" }

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        try requireFloatingPoint(inputs)
        try requireSameDType(inputs)
        try requireSameShape(inputs)
        return try MaxPool(window: window).resultType([inputs[1]])
    }

    func forward<T: FloatingScalar>(_ inputs: [NDArray], _ type: T.Type) -> NDArray {
        window.selected(inputs[0], window.winners(inputs[1]), T.self)
    }

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        [.apply(MaxPoolGradient(window: window), upstream, inputs[1]), nil]
    }

    func pieces(_ inputs: [NDArray]) -> NDArray { window.winners(inputs[1]) }

    static var samples: [PrimitiveSample] {
        PoolingWindow.samples.map { PrimitiveSample(MaxPoolSelect(window: $0), .real($1), .real($1)) }
    }
}
