import CVectorKernels

/// A convolution, or a gradient of one, by loops of our own.
final class DirectConvolutionKernel: Kernel {
    private let shape: cvk_direct_convolution
    private let part: ConvolutionPart
    private let hasBias, accumulates: Bool

    init(
        _ shape: cvk_direct_convolution, _ part: ConvolutionPart, name: String, hasBias: Bool,
        accumulates: Bool, detail: String, operationCount: Int
    ) {
        self.shape = shape
        self.part = part
        self.hasBias = hasBias
        self.accumulates = accumulates
        let workspace = withUnsafePointer(to: shape) {
            switch part {
            case .output: cvk_direct_forward_workspace($0)
            case .inputGradient: cvk_direct_input_gradient_workspace($0)
            case .weightGradient: cvk_direct_weight_gradient_workspace($0)
            }
        }
        super.init(
            name: name, detail: [detail, "direct loops"].filter { !$0.isEmpty }.joined(separator: ", "),
            workspaceBytes: workspace, operationCount: operationCount)
    }

    override func run(_ pointers: UnsafePointer<UnsafeMutableRawPointer?>) {
        withUnsafePointer(to: shape) { shape in
            switch part {
            case .output:
                let output = hasBias ? 3 : 2
                cvk_direct_convolution_forward(
                    shape, pointers.floats(0), pointers.floats(1), hasBias ? pointers.floats(2) : nil,
                    accumulates ? 1 : 0, pointers.floats(output), pointers[output + 1])
            case .inputGradient:
                cvk_direct_convolution_input_gradient(
                    shape, pointers.floats(0), pointers.floats(1), pointers.floats(2), pointers[3])
            case .weightGradient:
                cvk_direct_convolution_weight_gradient(
                    shape, pointers.floats(0), pointers.floats(1), pointers.floats(2), pointers[3])
            }
        }
    }
}

extension ConvolutionSettings {
    /// How to compute a convolution by direct loops; nil if that is impossible, or no faster than oneDNN's kernels.
    ///
    /// The loops have output channels in their vectors, or for the gradient of the input the floats of a kernel's row; oneDNN's
    /// kernels want whole vectors of both channels, and of inputs side by side. Measured with 1 to 512 channels, kernels of
    /// 1 to 7, and steps of 1 and 2, the loops take 0.35 to 1 times as long where this says so, and seldom a few percent more.
    func directShape(_ part: ConvolutionPart, input: Shape, weight: Shape, output: Shape)
        -> cvk_direct_convolution?
    {
        guard cvk_direct_convolution_is_fast() != 0, weight.rank == 4, groups == 1, steps.dilation == [1, 1],
            weight[2] * weight[3] > 1, !isProduct(weight: weight, output: output)
        else { return nil }
        let lanes = 16
        let outputsFillVectors = output[1] % lanes == 0
        let isFaster =
            switch part {
            case .output: output[1] > lanes && input[1] <= (outputsFillVectors ? lanes - 1 : 2 * lanes)
            case .weightGradient where steps.stride.max()! > 1: output[1] > lanes && input[1] <= 8 * lanes
            case .weightGradient:
                output[1] > lanes && input[1] <= (outputsFillVectors ? lanes - 1 : 2 * lanes)
            // A thread takes whole images, and packs the weight for them.
            case .inputGradient: input[0] >= 8 && output[0] * output[2] * output[3] >= 256
            }
        guard isFaster else { return nil }
        func pair(_ sizes: [Int]) -> (Int64, Int64) { (Int64(sizes[0]), Int64(sizes[1])) }
        return cvk_direct_convolution(
            images: Int64(input[0]), height: Int64(input[2]), width: Int64(input[3]),
            channels: Int64(input[1]), outputs: Int64(output[1]),
            kernel: (Int64(weight[2]), Int64(weight[3])),
            stride: pair(steps.stride), padding: pair(steps.padding))
    }
}
