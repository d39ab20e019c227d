/// The gradient of an average-pool's input: every output's gradient, in equal shares for its window's elements.
package struct AveragePoolGradient: RealPrimitive {
    package static let name = "average-pool-gradient"
    let window: PoolingWindow
    let divisor: PoolingDivisor
    let input: Shape

    package init(window: PoolingWindow, divisor: PoolingDivisor, input: Shape) {
        self.window = window
        self.divisor = divisor
        self.input = input
    }

    package var attributes: String {
        "\(AveragePool(window: window, divisor: divisor).attributes), input \(input)"
    }

    package func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        try requireFloatingPoint(inputs)
        if let problem = window.problem(input: input, output: inputs[0].shape) {
            throw mismatch(inputs, problem)
        }
        return TensorType(input, inputs[0].dtype)
    }

    package func forward<T: FloatingScalar>(_ inputs: [NDArray], _ type: T.Type) -> NDArray {
        window.spread(inputs[0], input: input, divisor: divisor, T.self)
    }

    package func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        [.apply(AveragePool(window: window, divisor: divisor), upstream)]
    }

    package static var samples: [PrimitiveSample] {
        PoolingWindow.undilatedSamples.flatMap { window, input in
            PoolingDivisor.samples.map { divisor in
                let gradient = AveragePoolGradient(window: window, divisor: divisor, input: input)
                return PrimitiveSample(gradient, .real(window.output(of: input)))
            }
        }
    }
}
