/// The gradient of a max-pool's input x: every output's gradient, put where x is the largest under its window.
struct MaxPoolGradient: PiecewisePrimitive, RealPrimitive {
    static let name = "max-pool-gradient"
    let window: PoolingWindow
    var attributes: String { "\(window)" }

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        let (upstream, x) = (inputs[0], inputs[1])
        try requireFloatingPoint(inputs)
        try requireSameDType(inputs)
        if let problem = window.problem(input: x.shape, output: upstream.shape) {
            throw mismatch(inputs, problem)
        }
        return x.type
    }

    func forward<T: FloatingScalar>(_ inputs: [NDArray], _ type: T.Type) -> NDArray {
        window.scattered(inputs[0], window.winners(inputs[1]), input: inputs[1].shape, T.self)
    }

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        [.apply(MaxPoolSelect(window: window), upstream, inputs[1]), nil]
    }

    func pieces(_ inputs: [NDArray]) -> NDArray { window.winners(inputs[1]) }

    static var samples: [PrimitiveSample] {
        PoolingWindow.samples.map { window, input in
            PrimitiveSample(MaxPoolGradient(window: window), .real(window.output(of: input)), .real(input))
        }
    }
}
