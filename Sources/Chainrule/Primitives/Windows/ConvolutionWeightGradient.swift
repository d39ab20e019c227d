/// The gradient of a convolution's weight: every output's gradient times the input each tap showed it.
package struct ConvolutionWeightGradient: RealPrimitive {
    package static let name = "convolution-weight-gradient"
    let settings: ConvolutionSettings
    let weight: Shape

    package init(settings: ConvolutionSettings, weight: Shape) {
        self.settings = settings
        self.weight = weight
    }

    package var attributes: String { "\(settings), weight \(weight)" }

    package func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        try requireFloatingPoint(inputs)
        try requireSameDType(inputs)
        let (input, upstream) = (inputs[0].shape, inputs[1].shape)
        if let problem = settings.problem(input: input, weight: weight, output: upstream) {
            throw mismatch(inputs, problem)
        }
        return TensorType(weight, inputs[0].dtype)
    }

    package func forward<T: FloatingScalar>(_ inputs: [NDArray], _ type: T.Type) -> NDArray {
        let (input, upstream) = (inputs[0], inputs[1])
        let geometry = ConvolutionGeometry(input: input.shape, weight: weight, settings)
        return geometry.weightGradient(input: input, outputGradient: upstream, weight, T.self)
    }

    package func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        let (input, outputGradient) = (inputs[0], inputs[1])
        return [
            .apply(
                ConvolutionInputGradient(settings: settings, input: input.shape), outputGradient, upstream),
            .apply(Convolution(settings: settings), input, upstream),
        ]
    }

    package static var samples: [PrimitiveSample] {
        ConvolutionSettings.samples.map { settings, input, weight in
            let output = ConvolutionGeometry(input: input, weight: weight, settings).output
            return PrimitiveSample(
                ConvolutionWeightGradient(settings: settings, weight: weight), .real(input), .real(output))
        }
    }
}
