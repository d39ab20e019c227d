/// The gradient of a convolution's input is itself a convolution where every window was looked through: with steps
/// of 1, of the output's gradient with the kernels turned around and their channels exchanged.
///
/// oneDNN computes that form at 310 GFLOP/s where its own gradient reaches 180 (AVX-512, 3×3, 64 to 256 channels). Winograd's
/// algorithm turns the kernels on the way.
let convolutionRules: [Rule] = [
    Rule(ConvolutionInputGradient.self) { gradient, application in
        let (upstream, weight) = (application.inputs[0], application.inputs[1])
        let steps = gradient.settings.steps
        guard gradient.settings.groups == 1, steps.stride.allSatisfy({ $0 == 1 }) else { return nil }
        if gradient.settings.isProduct(weight: weight.shape, output: upstream.shape) { return nil }
        let isWinograd =
            Engine.usesWinograd
            && gradient.settings.winogradShape(
                .inputGradient, input: gradient.input, weight: weight.shape, output: upstream.shape) != nil
        if isWinograd { return nil }
        let padding = steps.padding.indices.map {
            steps.dilation[$0] * (weight.shape[$0 + 2] - 1) - steps.padding[$0]
        }
        // It multiplies once more for every place that the output lacks, as a convolution without padding does.
        let surplus =
            gradient.input.dropFirst(2).reduce(1, *) * 4 > upstream.shape.dropFirst(2).reduce(1, *) * 5
        guard padding.allSatisfy({ $0 >= 0 }), !surplus else { return nil }
        let kernelAxes = Array(2..<weight.rank)
        return Tensor.apply(
            Convolution(
                settings: ConvolutionSettings(
                    steps: WindowSteps(stride: steps.stride, padding: padding, dilation: steps.dilation),
                    groups: 1)),
            upstream, weight.permuted([1, 0] + kernelAxes).reversed(axes: kernelAxes))
    }
]
