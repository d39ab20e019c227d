import Chainrule
import Testing

@Suite("A convolution that does not fit says")
struct ConvolutionErrorTests {
    private func convolution(
        _ input: Shape, _ weight: Shape, stride: [Int] = [1, 1], padding: [Int] = [0, 0],
        dilation: [Int] = [1, 1], groups: Int = 1
    ) throws(OperationError) -> Tensor {
        let steps = WindowSteps(stride: stride, padding: padding, dilation: dilation)
        let primitive = Convolution(settings: ConvolutionSettings(steps: steps, groups: groups))
        return try Tensor(applying: primitive, to: [Tensor.zeros(input), Tensor.zeros(weight)])
    }

    private func transposed(
        _ input: Shape, _ weight: Shape, padding: [Int] = [0], outputPadding: [Int] = [0]
    ) throws(OperationError) -> Tensor {
        let steps = WindowSteps(stride: [2], padding: padding, dilation: [1])
        return try ConvolutionInputGradient.transposed(
            Tensor.zeros(input), Tensor.zeros(weight),
            ConvolutionSettings(steps: steps, groups: 1), outputPadding: outputPadding)
    }

    @Test("which channels disagree")
    func channels() {
        let error = #expect(throws: OperationError.self) { try convolution([2, 3, 8, 8], [4, 2, 3, 3]) }
        #expect(
            error?.description
                == "convolution(float32[2, 3, 8, 8], float32[4, 2, 3, 3]): input [2, 3, 8, 8] has 3 channels on "
                + "axis 1, but weight [4, 2, 3, 3] with 1 group takes 2·1")
    }

    @Test("along which axis the kernel is too large")
    func kernel() {
        let error = #expect(throws: OperationError.self) {
            try convolution([1, 1, 8, 3], [1, 1, 3, 3], padding: [0, 1], dilation: [1, 3])
        }
        #expect(
            error?.problem
                == "a kernel of 3×3 spans 7 elements of axis 3, but input [1, 1, 8, 3] has only 3 there and 2 of "
                + "padding")
    }

    @Test("that the ranks differ")
    func ranks() {
        let error = #expect(throws: OperationError.self) { try convolution([2, 3, 8, 8], [4, 3, 3]) }
        #expect(
            error?.problem
                == "needs an input [N, C, spatial...] and a weight [O, C / groups, kernel...] of as many axes, "
                + "got [2, 3, 8, 8] and [4, 3, 3]")
    }

    @Test("that it knows no more than three spatial axes")
    func tooManyAxes() {
        let error = #expect(throws: OperationError.self) {
            try convolution([1, 1, 2, 2, 2, 2], [1, 1, 1, 1, 1, 1])
        }
        #expect(
            error?.problem
                == "needs an input [N, C, spatial...] with 1 to 3 spatial axes, got [1, 1, 2, 2, 2, 2]")
    }

    @Test("that the groups do not divide the output channels")
    func groups() {
        let error = #expect(throws: OperationError.self) {
            try convolution([1, 4, 5, 5], [3, 2, 2, 2], groups: 2)
        }
        #expect(
            error?.problem
                == "the 3 output channels (axis 0 of weight [3, 2, 2, 2]) do not divide into 2 groups")
    }

    @Test("which setting has the wrong number of entries")
    func entries() {
        let error = #expect(throws: OperationError.self) {
            try convolution([1, 1, 5, 5], [1, 1, 2, 2], stride: [2])
        }
        #expect(error?.problem == "stride [2] has 1 entries, but input [1, 1, 5, 5] has 2 spatial axes")
    }

    @Test(
        "which setting is out of range",
        arguments: [
            (stride: [0, 1], padding: [0, 0], "stride [0, 1] has 0 for axis 2; it must be at least 1"),
            (stride: [1, 1], padding: [0, -1], "padding [0, -1] has -1 for axis 3; it must be at least 0"),
            (
                stride: [1, 1], padding: [0, .max],
                "padding [0, \(Int.max)] has \(Int.max) for axis 3; it must be at least 0 and at most 2147483647"
            ),
        ])
    func range(stride: [Int], padding: [Int], problem: String) {
        let error = #expect(throws: OperationError.self) {
            try convolution([1, 1, 5, 5], [1, 1, 2, 2], stride: stride, padding: padding)
        }
        #expect(error?.problem == problem)
    }

    @Test("that element types differ")
    func types() {
        let steps = WindowSteps(stride: [1], padding: [0], dilation: [1])
        let error = #expect(throws: OperationError.self) {
            try Tensor(
                applying: Convolution(settings: ConvolutionSettings(steps: steps, groups: 1)),
                to: [Tensor.zeros([1, 1, 3]), Tensor.zeros([1, 1, 2], dtype: .float64)])
        }
        #expect(error?.problem == "element types float32 and float64 differ; convert one with cast(to:)")
    }

    @Test("that a gradient is not of the output's shape")
    func gradientShape() {
        let steps = WindowSteps(stride: [1], padding: [0], dilation: [1])
        let primitive = ConvolutionWeightGradient(
            settings: ConvolutionSettings(steps: steps, groups: 1), weight: [4, 2, 3])
        let error = #expect(throws: OperationError.self) {
            try Tensor(applying: primitive, to: [Tensor.zeros([1, 2, 8]), Tensor.zeros([1, 4, 8])])
        }
        #expect(
            error?.problem
                == "input [1, 2, 8] and weight [4, 2, 3] make an output [1, 4, 6], but its gradient is [1, 4, 8]"
        )
    }

    @Test("which channels of a transposed convolution disagree")
    func transposedChannels() {
        let error = #expect(throws: OperationError.self) { try transposed([1, 3, 5], [4, 2, 3]) }
        #expect(
            error?.description
                == "transposed-convolution(float32[1, 3, 5], float32[4, 2, 3]): input [1, 3, 5] has 3 channels on "
                + "axis 1, but weight [4, 2, 3] takes 4 (its axis 0)")
    }

    @Test("that a transposed convolution's output padding is too large")
    func outputPadding() {
        let error = #expect(throws: OperationError.self) {
            try transposed([1, 4, 5], [4, 2, 3], outputPadding: [2])
        }
        #expect(
            error?.problem
                == "output padding [2] has 2 for axis 2; it must not be negative and must be less than 2, "
                + "the larger of stride and dilation")
    }

    @Test("that padding leaves nothing of a transposed convolution")
    func nothingLeft() {
        let error = #expect(throws: OperationError.self) {
            try transposed([1, 4, 1], [4, 2, 3], padding: [2])
        }
        #expect(
            error?.problem
                == "axis 2 of the output would have size -1 for input [1, 4, 1]: the padding is too large")
    }
}
