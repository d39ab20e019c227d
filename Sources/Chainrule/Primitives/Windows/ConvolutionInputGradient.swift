/// The gradient of a convolution's input: every output's gradient, spread over the inputs its window saw.
///
/// As a layer of its own it is the transposed convolution.
package struct ConvolutionInputGradient: RealPrimitive {
    package static let name = "convolution-input-gradient"
    let settings: ConvolutionSettings
    let input: Shape

    package init(settings: ConvolutionSettings, input: Shape) {
        self.settings = settings
        self.input = input
    }

    package var attributes: String { "\(settings), input \(input)" }

    package func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        try requireFloatingPoint(inputs)
        try requireSameDType(inputs)
        let (upstream, weight) = (inputs[0].shape, inputs[1].shape)
        if let problem = settings.problem(input: input, weight: weight, output: upstream) {
            throw mismatch(inputs, problem)
        }
        return TensorType(input, inputs[0].dtype)
    }

    package func forward<T: FloatingScalar>(_ inputs: [NDArray], _ type: T.Type) -> NDArray {
        let (upstream, weight) = (inputs[0], inputs[1])
        let geometry = ConvolutionGeometry(input: input, weight: weight.shape, settings)
        return geometry.inputGradient(outputGradient: upstream, weight: weight, input, T.self)
    }

    package func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        let (outputGradient, weight) = (inputs[0], inputs[1])
        return [
            .apply(Convolution(settings: settings), upstream, weight),
            .apply(
                ConvolutionWeightGradient(settings: settings, weight: weight.shape), upstream, outputGradient),
        ]
    }

    package static var samples: [PrimitiveSample] {
        ConvolutionSettings.samples.map { settings, input, weight in
            let output = ConvolutionGeometry(input: input, weight: weight, settings).output
            return PrimitiveSample(
                ConvolutionInputGradient(settings: settings, input: input), .real(output), .real(weight))
        }
    }
}

extension ConvolutionSettings {
    /// Why `input` and `weight` do not make an output of this shape; nil if they do.
    func problem(input: Shape, weight: Shape, output: Shape) -> String? {
        if let problem = problem(input: input, weight: weight) { return problem }
        let expected = ConvolutionGeometry(input: input, weight: weight, self).output
        if output == expected { return nil }
        return "input \(input) and weight \(weight) make an output \(expected), but its gradient is \(output)"
    }
}
