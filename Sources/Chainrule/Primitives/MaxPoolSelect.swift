/// The elements of a tensor at the places where another one, x, is the largest under its window.
///
/// The counterpart of `MaxPoolGradient`: given x, each is the gradient of the other.
struct MaxPoolSelect: PiecewisePrimitive {
    static let name = "max-pool-select"
    let window: PoolingWindow
    var attributes: String { "\(window)" }

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        try requireFloatingPoint(inputs)
        try requireSameDType(inputs)
        try requireSameShape(inputs)
        return try MaxPool(window: window).resultType([inputs[1]])
    }

    func forward(_ inputs: [NDArray]) -> NDArray {
        let (values, winners) = (inputs[0], window.winners(inputs[1]))
        switch values.dtype {
        case .float32: return window.selected(values, winners, Float.self)
        case .float64: return window.selected(values, winners, Double.self)
        case let dtype: unreachable(dtype)
        }
    }

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        [.apply(MaxPoolGradient(window: window), upstream, inputs[1]), nil]
    }

    func pieces(_ inputs: [NDArray]) -> NDArray { window.winners(inputs[1]) }

    static var samples: [Sample] {
        PoolingWindow.samples.map { Sample(MaxPoolSelect(window: $0), .real($1), .real($1)) }
    }
}
