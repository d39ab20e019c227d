import CThreadPool
import CVectorKernels
import Testing

@Suite("Direct convolutions")
struct DirectConvolutionTests {
    /// Rows that no block of places divides, panels of one to four vectors, several panels, and weights of several groups of
    /// runs.
    static let cases = [
        ConvolutionCase(batch: 3, channels: 1, outputs: 20, sizes: [13, 12], kernel: [5, 5]),
        ConvolutionCase(batch: 2, channels: 1, outputs: 16, sizes: [5, 4], kernel: [5, 4]),
        ConvolutionCase(batch: 2, channels: 3, outputs: 64, sizes: [9, 8], kernel: [3, 3], padding: 1),
        ConvolutionCase(batch: 2, channels: 2, outputs: 33, sizes: [6, 11], kernel: [2, 3], padding: 2),
        ConvolutionCase(batch: 2, channels: 3, outputs: 96, sizes: [29, 23], kernel: [11, 11], stride: 4),
        ConvolutionCase(
            batch: 2, channels: 4, outputs: 203, sizes: [10, 7], kernel: [4, 3], stride: 2, padding: 3),
        ConvolutionCase(batch: 1, channels: 15, outputs: 17, sizes: [7, 7], kernel: [1, 7], stride: 3),
        // Several strips of each image, and several partial gradients.
        ConvolutionCase(batch: 8, channels: 1, outputs: 20, sizes: [28, 28], kernel: [5, 5], padding: 2),
        ConvolutionCase(batch: 6, channels: 3, outputs: 40, sizes: [32, 30], kernel: [3, 3], padding: 1),
        // Input gradients of several panels, of more images than chunks, and of rows that no window sees.
        ConvolutionCase(batch: 2, channels: 20, outputs: 34, sizes: [9, 8], kernel: [5, 5]),
        ConvolutionCase(batch: 67, channels: 2, outputs: 17, sizes: [5, 6], kernel: [3, 3], padding: 1),
        ConvolutionCase(batch: 3, channels: 33, outputs: 18, sizes: [8, 9], kernel: [3, 4], stride: 2),
    ]

    @Test("agree with loops, forward and backward", arguments: cases)
    func agreesWithLoops(test: ConvolutionCase) {
        let (input, weight) = (HostArray(test.inputSizes), HostArray(test.weightSizes, seed: 2))
        let output = HostArray(test.outputSizes, seed: 3)
        let actual = Self.run(test, threads: 2)
        let biased = zip(HostArray.indices(of: test.outputSizes), test.output(input, weight))
            .map { index, sum in sum + Self.bias(test)[index[1]] }
        expectClose(actual.forward, biased, test.outputSizes, "output")
        expectClose(actual.weightGradient, test.weightGradient(input, output), "weight gradient")
        let inputGradient = test.inputGradient(output, weight)
        expectClose(actual.inputGradient, inputGradient, test.inputSizes, "input gradient")
    }

    @Test("an infinite upstream gradient reaches only what its window saw")
    func infinity() {
        let test = ConvolutionCase(batch: 1, channels: 3, outputs: 20, sizes: [6, 7], kernel: [2, 3])
        var output = HostArray(test.outputSizes, .channelsLast, seed: 3)
        output.elements = output.elements.indices.map { $0 == 0 ? .infinity : 1 }
        var gradient = HostArray(test.inputSizes, .channelsLast)
        gradient.elements = Self.run(test, threads: 1, upstream: output.elements).inputGradient
        for (index, value) in zip(HostArray.indices(of: test.inputSizes), gradient.values) {
            #expect(value.isFinite == (index[2] >= 2 || index[3] >= 3), "\(index): \(value)")
        }
    }

    @Test("may add to what is there, and without a bias", arguments: cases)
    func accumulates(test: ConvolutionCase) {
        let plain = Self.run(test, threads: 1, hasBias: false).forward
        let sums = Self.run(test, threads: 1, hasBias: false, accumulates: true).forward
        let old = HostArray(test.outputSizes, .channelsLast, seed: 3).elements
        expectClose(sums, zip(plain, old).map { $0 + $1 }, "sums")
    }

    @Test("the number of threads changes no bit", arguments: cases)
    func threads(test: ConvolutionCase) {
        let one = Self.run(test, threads: 1)
        for threads: Int32 in [2, 3, 8] {
            #expect(Self.run(test, threads: threads) == one, "\(threads) threads")
        }
    }

    private struct Results: Equatable {
        /// Channels-last.
        var forward: [Float]
        var inputGradient: [Float]
        var weightGradient: [Float]
    }

    private static func bias(_ test: ConvolutionCase) -> [Float] {
        HostArray([test.outputs], seed: 4).elements
    }

    /// The workspace begins as NaN, and what lies behind it must stay.
    private static func run(
        _ test: ConvolutionCase, threads: Int32, hasBias: Bool = true, accumulates: Bool = false,
        upstream: [Float]? = nil
    ) -> Results {
        ctp_set_thread_count(threads)
        defer { ctp_set_thread_count(1) }
        func pair(_ sizes: [Int]) -> (Int64, Int64) { (Int64(sizes[0]), Int64(sizes[1])) }
        var shape = cvk_direct_convolution(
            images: Int64(test.batch), height: Int64(test.sizes[0]), width: Int64(test.sizes[1]),
            channels: Int64(test.channels), outputs: Int64(test.outputs), kernel: pair(test.kernel),
            stride: pair([test.stride, test.stride]), padding: pair([test.padding, test.padding]))
        let input = HostArray(test.inputSizes, .channelsLast).elements
        let weight = HostArray(test.weightSizes, seed: 2).elements
        var output = HostArray(test.outputSizes, .channelsLast, seed: 3).elements
        var gradient = [Float](repeating: .nan, count: weight.count)
        var inputGradient = [Float](repeating: .nan, count: input.count)
        withWorkspace(cvk_direct_weight_gradient_workspace(&shape)) {
            cvk_direct_convolution_weight_gradient(&shape, input, output, &gradient, $0)
        }
        withWorkspace(cvk_direct_input_gradient_workspace(&shape)) {
            cvk_direct_convolution_input_gradient(&shape, upstream ?? output, weight, &inputGradient, $0)
        }
        withWorkspace(cvk_direct_forward_workspace(&shape)) {
            cvk_direct_convolution_forward(
                &shape, input, weight, hasBias ? bias(test) : nil, accumulates ? 1 : 0, &output, $0)
        }
        return Results(forward: output, inputGradient: inputGradient, weightGradient: gradient)
    }

    private static func withWorkspace(_ bytes: Int, _ body: (UnsafeMutableRawPointer) -> Void) {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes + 64, alignment: 64)
        defer { memory.deallocate() }
        memory.initializeMemory(as: UInt8.self, repeating: 0xFF)
        body(memory.baseAddress!)
        #expect(memory.suffix(64).allSatisfy { $0 == 0xFF }, "more than \(bytes) bytes were used")
    }

    /// `actual` is channels-last, `expected` in the order of the plain sizes.
    private func expectClose(_ actual: [Float], _ expected: [Float], _ sizes: [Int], _ what: String) {
        var array = HostArray(sizes, .channelsLast)
        array.elements = actual
        COneDNNTests.expectClose(array.values, expected, what)
    }

    private func expectClose(_ actual: [Float], _ expected: [Float], _ what: String) {
        COneDNNTests.expectClose(actual, expected, what)
    }
}
