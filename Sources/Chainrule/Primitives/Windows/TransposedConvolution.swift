extension ConvolutionInputGradient {
    /// The transposed convolution of `input` with `weight`, or the reason why there is none.
    package static func transposed(
        _ input: Tensor, _ weight: Tensor, _ settings: ConvolutionSettings, outputPadding: [Int]
    ) throws(OperationError) -> Tensor {
        func mismatch(_ problem: String) -> OperationError {
            OperationError("transposed-convolution", [input, weight], problem)
        }
        let (x, w) = (input.shape, weight.shape)
        if !(3...5).contains(x.rank) || w.rank != x.rank {
            throw mismatch(
                "needs an input [N, C, spatial...] with 1 to 3 spatial axes and a weight "
                    + "[C, O / groups, kernel...] of as many axes, got \(x) and \(w)")
        }
        if w[0] != x[1] {
            throw mismatch(
                "input \(x) has \(x[1]) channels on axis 1, but weight \(w) takes \(w[0]) (its axis 0)")
        }
        let kernel = Array(w.dropFirst(2))
        if let problem = settings.steps.mismatch(input: x, kernel: kernel) { throw mismatch(problem) }
        if let problem = settings.steps.mismatch(outputPadding: outputPadding, input: x) {
            throw mismatch(problem)
        }
        let sizes = kernel.indices.map { axis in
            settings.steps.transposedSize(x[axis + 2], kernel[axis], axis) + outputPadding[axis]
        }
        for (axis, size) in sizes.enumerated() where size < 1 {
            throw mismatch(
                "axis \(axis + 2) of the output would have size \(size) for input \(x): the padding is too large"
            )
        }
        let (channels, overflows) = w[1].multipliedReportingOverflow(by: settings.groups)
        if settings.groups < 1 || overflows {
            throw mismatch("groups \(settings.groups) and \(w[1]) output channels per group must be positive")
        }
        let gradient = ConvolutionInputGradient(
            settings: settings, input: Shape([x[0], channels] + sizes))
        let spread = settings.steps.filled(input, outputPadding: outputPadding)
        return try Tensor(applying: gradient, to: [spread, weight])
    }
}

extension WindowSteps {
    /// The size an axis must have for a window that slides over it to make `size` outputs, and no element more.
    fileprivate func transposedSize(_ size: Int, _ kernel: Int, _ axis: Int) -> Int {
        (size - 1) * stride[axis] + dilation[axis] * (kernel - 1) + 1 - 2 * padding[axis]
    }

    /// An output padding not less than the stride makes room for more windows; zeros for them change nothing.
    fileprivate func filled(_ input: Tensor, outputPadding: [Int]) -> Tensor {
        let windows = Swift.zip(outputPadding, stride).map { $0 / $1 }
        if windows.allSatisfy({ $0 == 0 }) { return input }
        return input.padded(([0, 0] + windows).map { (before: 0, after: $0) })
    }

    fileprivate func mismatch(outputPadding: [Int], input: Shape) -> String? {
        if outputPadding.count != stride.count {
            return "output padding \(outputPadding) has \(outputPadding.count) entries, but input \(input) "
                + "has \(stride.count) spatial axes"
        }
        for (axis, added) in outputPadding.enumerated() {
            let limit = max(stride[axis], dilation[axis])
            if (0..<limit).contains(added) { continue }
            return "output padding \(outputPadding) has \(added) for axis \(axis + 2); it must not be "
                + "negative and must be less than \(limit), the larger of stride and dilation"
        }
        return nil
    }
}

/// Spreads every element over the outputs through a kernel: what turns a convolution's output sizes back into
/// its input sizes.
///
/// It is the gradient of ``convolution(_:_:stride:padding:dilation:groups:)`` with respect to the input. The
/// output's size along an axis is (size − 1)·stride − 2·padding + dilation·(kernel − 1) + outputPadding + 1.
///
/// - Parameters:
///   - input: a tensor [N, C, spatial...].
///   - weight: a tensor [C, O / groups, kernel...].
///   - stride: the distance at which neighboring elements are put.
///   - padding: the elements cut off before and after each axis.
///   - outputPadding: elements added after each axis, fewer than the stride or the dilation: a convolution
///     makes the same of several input sizes, and this chooses among them.
///   - dilation: the distance of neighboring taps of a kernel.
///   - groups: how many parts the channels are cut into.
/// - Returns: a tensor [N, O, spatial...].
/// - Precondition: shapes and settings fit.
public func transposedConvolution(
    _ input: Tensor, _ weight: Tensor, stride: some PerAxisConvertible = 1,
    padding: some PerAxisConvertible = 0,
    outputPadding: some PerAxisConvertible = 0, dilation: some PerAxisConvertible = 1, groups: Int = 1
) -> Tensor {
    let steps = WindowSteps(
        stride: stride.perAxis.resolved(for: input), padding: padding.perAxis.resolved(for: input),
        dilation: dilation.perAxis.resolved(for: input))
    return trapping { () throws(OperationError) in
        try ConvolutionInputGradient.transposed(
            input, weight, ConvolutionSettings(steps: steps, groups: groups),
            outputPadding: outputPadding.perAxis.resolved(for: input))
    }
}
