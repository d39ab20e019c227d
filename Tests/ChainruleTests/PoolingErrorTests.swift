import Chainrule
import Testing

@Suite("A pooling that does not fit says")
struct PoolingErrorTests {
    private func problem(
        _ input: Shape, kernel: [Int], stride: [Int]? = nil, padding: [Int]? = nil, dilation: [Int]? = nil
    ) -> String? {
        let ones = Array(repeating: 1, count: kernel.count)
        let window = PoolingWindow(kernel, stride ?? kernel, padding ?? ones.map { _ in 0 }, dilation ?? ones)
        let error = #expect(throws: OperationError.self) {
            try Tensor(applying: MaxPool(window: window), to: [Tensor.zeros(input)])
        }
        return error?.description
    }

    @Test("along which axis the window is too large")
    func tooLarge() {
        #expect(
            problem([1, 2, 4, 2], kernel: [3, 3])
                == "max-pool(float32[1, 2, 4, 2]): a kernel of 3×3 spans 3 elements of axis 3, but input "
                + "[1, 2, 4, 2] has only 2 there")
    }

    @Test("that a window would see nothing but padding")
    func paddingAlone() {
        #expect(
            problem([1, 1, 4], kernel: [2], stride: [1], padding: [2])
                == "max-pool(float32[1, 1, 4]): padding [2] makes windows of 2 that contain only padding along axis 2 "
                + "of input [1, 1, 4]")
    }

    @Test("that taps of a dilated window can miss the input")
    func dilatedMiss() {
        #expect(
            problem([1, 1, 1], kernel: [2], stride: [1], padding: [2], dilation: [3])
                == "max-pool(float32[1, 1, 1]): padding [2] makes windows of 2 that contain only padding along axis 2 "
                + "of input [1, 1, 1]")
    }

    @Test("that there is no spatial axis")
    func noSpatialAxis() {
        #expect(
            problem([2, 3], kernel: [])
                == "max-pool(float32[2, 3]): needs an input [N, C, spatial...] with 1 to 3 spatial axes, "
                + "got [2, 3]")
    }

    @Test("that a gradient is not of the output's shape")
    func gradientShape() {
        let gradient = AveragePoolGradient(
            window: PoolingWindow([2], [2], [0], [1]), divisor: .places, input: [1, 2, 6])
        let error = #expect(throws: OperationError.self) {
            try Tensor(applying: gradient, to: [Tensor.zeros([1, 2, 4])])
        }
        #expect(error?.problem == "input [1, 2, 6] makes an output [1, 2, 3], but its gradient is [1, 2, 4]")
    }
}
