import COneDNN
import CThreadPool
import Testing

@Suite("Winograd's convolutions", isAvailable)
struct WinogradTests {
    static let cases = [
        ImageConvolution(batch: 1, height: 4, width: 4, inputs: 16, outputs: 16, padding: 1),
        ImageConvolution(batch: 2, height: 6, width: 5, inputs: 3, outputs: 5, padding: 2),
        ImageConvolution(batch: 3, height: 13, width: 11, inputs: 20, outputs: 33, padding: 1),
        ImageConvolution(batch: 1, height: 7, width: 9, inputs: 17, outputs: 16, padding: 0),
        // Several blocks of tiles, and several parts of the weight's gradient.
        ImageConvolution(batch: 16, height: 17, width: 16, inputs: 24, outputs: 16, padding: 1),
    ]

    @Test("agree with loops, forward and backward", arguments: cases, [2, 4])
    func agreesWithLoops(test: ImageConvolution, tile: Int) throws {
        let (expected, actual) = (test.expected(), try Self.run(test, tile: tile, threads: 2))
        expectClose(actual.output, expected.output, "output")
        expectClose(actual.toInput, expected.toInput, "input gradient")
        expectClose(actual.toWeight, expected.toWeight, "weight gradient")
    }

    @Test("may add to what is there, and without a bias", arguments: cases)
    func accumulates(test: ImageConvolution) throws {
        var shape = Self.shape(test, tile: 4)
        let plain = try Operation(cdn_winograd_forward(&shape, false, false), isWinograd: true)
        let sum = try Operation(cdn_winograd_forward(&shape, false, true), isWinograd: true)
        var arrays = [test.input, test.weight, test.output]
        try plain.run(&arrays)
        var summed = [test.input, test.weight, test.output]
        try sum.run(&summed)
        expectClose(summed[2], zip(arrays[2], test.output).map { $0 + $1 }, "sum")
    }

    @Test("the number of threads changes no bit", arguments: cases)
    func threads(test: ImageConvolution) throws {
        let one = try Self.run(test, tile: 4, threads: 1)
        for threads: Int32 in [2, 3, 8] {
            #expect(try Self.run(test, tile: 4, threads: threads) == one, "\(threads) threads")
        }
    }

    /// The errors of F(4×4, 3×3) that the documentation states.
    @Test("the largest error is below 4e-6 of the largest output")
    func accuracy() throws {
        let test = ImageConvolution(batch: 2, height: 16, width: 16, inputs: 64, outputs: 32, padding: 1)
        let (expected, actual) = (test.expected(), try Self.run(test, tile: 4, threads: 2))
        for (actual, expected) in [
            (actual.output, expected.output), (actual.toInput, expected.toInput),
            (actual.toWeight, expected.toWeight),
        ] {
            let error = zip(actual, expected).map { abs($0 - $1) }.max()!
            #expect(error <= 4e-6 * expected.map(abs).max()!)
        }
    }

    private static func shape(_ test: ImageConvolution, tile: Int) -> cdn_winograd_shape {
        cdn_winograd_shape(
            m: Int32(tile), r: 3, images: Int64(test.batch), height: Int64(test.height),
            width: Int64(test.width),
            inputs: Int64(test.inputs), outputs: Int64(test.outputs), padding: Int64(test.padding), groups: 1)
    }

    private static func run(_ test: ImageConvolution, tile: Int, threads: Int32) throws -> ConvolutionResults
    {
        ctp_set_thread_count(threads)
        defer { ctp_set_thread_count(1) }
        var shape = shape(test, tile: tile)
        func result(_ operation: OpaquePointer?, _ operands: [[Float]], _ count: Int) throws -> [Float] {
            var arrays = operands + [[Float](repeating: .nan, count: count)]
            try Operation(operation, isWinograd: true).run(&arrays)
            return arrays.last!
        }
        return ConvolutionResults(
            output: try result(
                cdn_winograd_forward(&shape, true, false), [test.input, test.weight, test.bias],
                test.output.count),
            toInput: try result(
                cdn_winograd_input_gradient(&shape), [test.output, test.weight], test.input.count),
            toWeight: try result(
                cdn_winograd_weight_gradient(&shape), [test.input, test.output], test.weight.count))
    }
}
