/// Every output channel as the sum of the input channels of its group, each seen through a kernel.
///
/// output[n, o, p] = Σ input[n, c, p·stride + t·dilation − padding] · weight[o, c, t] over c and taps t: a
/// cross-correlation, as everywhere in the field. It is linear in the input and in the weight, and so are the
/// gradients `ConvolutionInputGradient` and `ConvolutionWeightGradient`; each of the three states its own
/// gradient with the other two.
package struct Convolution: RealPrimitive {
    package static let name = "convolution"
    let settings: ConvolutionSettings

    package init(settings: ConvolutionSettings) {
        self.settings = settings
    }

    package var attributes: String { "\(settings)" }

    package func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        try requireFloatingPoint(inputs)
        try requireSameDType(inputs)
        let (input, weight) = (inputs[0].shape, inputs[1].shape)
        if let problem = settings.problem(input: input, weight: weight) { throw mismatch(inputs, problem) }
        return TensorType(
            ConvolutionGeometry(input: input, weight: weight, settings).output, inputs[0].dtype)
    }

    package func forward<T: FloatingScalar>(_ inputs: [NDArray], _ type: T.Type) -> NDArray {
        let (input, weight) = (inputs[0], inputs[1])
        let geometry = ConvolutionGeometry(input: input.shape, weight: weight.shape, settings)
        return geometry.output(input: input, weight: weight, T.self)
    }

    package func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        let (input, weight) = (inputs[0], inputs[1])
        return [
            .apply(ConvolutionInputGradient(settings: settings, input: input.shape), upstream, weight),
            .apply(ConvolutionWeightGradient(settings: settings, weight: weight.shape), input, upstream),
        ]
    }

    package static var samples: [PrimitiveSample] {
        ConvolutionSettings.samples.map { settings, input, weight in
            PrimitiveSample(Convolution(settings: settings), .real(input), .real(weight))
        }
    }
}

extension ConvolutionSettings {
    /// What the three primitives are tried on: settings, shape of the input and shape of the weight.
    package static var samples: [(ConvolutionSettings, Shape, Shape)] {
        func settings(
            _ stride: [Int], _ padding: [Int], _ dilation: [Int], groups: Int = 1
        ) -> ConvolutionSettings {
            let steps = WindowSteps(stride: stride, padding: padding, dilation: dilation)
            return ConvolutionSettings(steps: steps, groups: groups)
        }
        return [
            (settings([1], [0], [1]), [2, 2, 5], [3, 2, 3]),
            (settings([2], [2], [2], groups: 2), [2, 4, 7], [2, 2, 3]),
            (settings([1, 1], [0, 0], [1, 1]), [2, 2, 4, 10], [3, 2, 2, 2]),
            (settings([2, 1], [1, 2], [1, 2]), [1, 2, 5, 4], [2, 2, 3, 2]),
            (settings([1, 1], [0, 0], [1, 1], groups: 3), [2, 3, 3, 3], [3, 1, 2, 2]),
            (settings([1, 1], [1, 1], [1, 1]), [1, 1, 1, 1], [1, 1, 1, 1]),
            (settings([2, 1, 1], [0, 1, 0], [1, 1, 2]), [1, 2, 3, 2, 4], [2, 2, 2, 2, 2]),
            (settings([1, 1], [1, 1], [1, 1]), [0, 2, 3, 3], [3, 2, 2, 2]),
        ]
    }
}

/// Slides kernels over 1 to 3 spatial axes; the bias, if there is one, is added by broadcasting.
///
/// The output's size along an axis is ⌊(size + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1.
///
/// ```swift
/// let images = Tensor.ones([64, 3, 32, 32])
/// let weight = Tensor.ones([16, 3, 5, 5])
/// convolution(images, weight, padding: 2).shape  // [64, 16, 32, 32]
/// ```
///
/// - Parameters:
///   - input: a tensor [N, C, spatial...].
///   - weight: a tensor [O, C / groups, kernel...], one kernel for each pair of connected channels.
///   - stride: the distance of neighboring windows.
///   - padding: the zeros put before and after each axis.
///   - dilation: the distance of neighboring taps of a window.
///   - groups: how many parts the channels are cut into; every part is convolved by itself.
/// - Returns: a tensor [N, O, spatial...].
/// - Precondition: shapes and settings fit, and every window lies within the padded input.
public func convolution(
    _ input: Tensor, _ weight: Tensor, stride: some PerAxisConvertible = 1,
    padding: some PerAxisConvertible = 0, dilation: some PerAxisConvertible = 1,
    groups: Int = 1
) -> Tensor {
    let steps = WindowSteps(
        stride: stride.perAxis.resolved(for: input), padding: padding.perAxis.resolved(for: input),
        dilation: dilation.perAxis.resolved(for: input))
    return .apply(Convolution(settings: ConvolutionSettings(steps: steps, groups: groups)), input, weight)
}
