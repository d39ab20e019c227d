import CVectorKernels

/// A convolution of images with few channels, or the gradient of its weight, by loops of our own.
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
            cvk_direct_convolution_workspace($0, part == .weightGradient ? 1 : 0)
        }
        super.init(
            name: name, detail: [detail, "direct loops"].filter { !$0.isEmpty }.joined(separator: ", "),
            workspaceBytes: workspace, operationCount: operationCount)
    }

    override func run(_ pointers: UnsafePointer<UnsafeMutableRawPointer?>) {
        withUnsafePointer(to: shape) { shape in
            if part == .weightGradient {
                cvk_direct_convolution_weight_gradient(
                    shape, pointers.floats(0), pointers.floats(1), pointers.floats(2), pointers[3])
            } else {
                let output = hasBias ? 3 : 2
                cvk_direct_convolution_forward(
                    shape, pointers.floats(0), pointers.floats(1), hasBias ? pointers.floats(2) : nil,
                    accumulates ? 1 : 0, pointers.floats(output), pointers[output + 1])
            }
        }
    }
}

extension ConvolutionSettings {
    /// How to compute a convolution by direct loops; nil if that is impossible, or no faster than oneDNN's kernels.
    ///
    /// The loops have output channels in their vectors, and take any number of input channels; oneDNN's kernels want whole
    /// vectors of both, and of inputs side by side. Measured with 1 to 100 input and 6 to 128 output channels, kernels of 1 to 7,
    /// and steps of 1 and 2, the loops take 0.35 to 1 times as long where this says so, and seldom a few percent more.
    func directShape(_ part: ConvolutionPart, input: Shape, weight: Shape, output: Shape)
        -> cvk_direct_convolution?
    {
        let lanes = 16
        guard cvk_direct_convolution_is_fast() != 0, weight.rank == 4, groups == 1, steps.dilation == [1, 1],
            output[1] > lanes, weight[2] * weight[3] > 1, !isProduct(weight: weight, output: output)
        else { return nil }
        let mostInputs =
            switch part {
            case .output: output[1] % lanes == 0 ? lanes - 1 : 2 * lanes
            case .weightGradient: steps.stride.max()! > 1 ? 4 * lanes : lanes - 1
            case .inputGradient: 0
            }
        guard input[1] <= mostInputs else { return nil }
        func pair(_ sizes: [Int]) -> (Int64, Int64) { (Int64(sizes[0]), Int64(sizes[1])) }
        return cvk_direct_convolution(
            images: Int64(input[0]), height: Int64(input[2]), width: Int64(input[3]),
            channels: Int64(input[1]), outputs: Int64(output[1]),
            kernel: (Int64(weight[2]), Int64(weight[3])),
            stride: pair(steps.stride), padding: pair(steps.padding))
    }
}
