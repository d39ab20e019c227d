import CVectorKernels
import Testing

@Suite("Pooling kernels")
struct PoolingTests {
    @Test("take the first largest element, NaN before numbers", arguments: Case.all)
    func maximum(_ example: Case) {
        var numbers = Numbers(seed: example.seed)
        let x = numbers.ties(example.inputCount)
        // Whole numbers, whose sums are exact in any order.
        let upstream = (0..<example.outputCount).map { _ in Float(numbers.whole(-9...9)) }
        var expected = [Float](repeating: 0, count: example.outputCount)
        var expectedGradient = [Float](repeating: 0, count: example.inputCount)
        example.forEachWindow { output, window, _ in
            var winner = window[0]
            for place in window where x[place] > x[winner] || (x[place].isNaN && !x[winner].isNaN) {
                winner = place
            }
            expected[output] = x[winner]
            expectedGradient[winner] += upstream[output]
        }
        var pooling = example.pooling
        let output = onAnyThreads(example.outputCount) { cvk_max_pool(&pooling, x, $0) }
        expectSame(output, expected)
        let gradient = onAnyThreads(example.inputCount) {
            cvk_max_pool_gradient(&pooling, upstream, x, $0)
        }
        expectSame(gradient, expectedGradient)
    }

    @Test("select values where another array is first the largest", arguments: Case.all)
    func selection(_ example: Case) {
        var numbers = Numbers(seed: example.seed)
        let (x, values) = (numbers.ties(example.inputCount), numbers.reals(example.inputCount))
        var expected = [Float](repeating: 0, count: example.outputCount)
        example.forEachWindow { output, window, _ in
            var winner = window[0]
            for place in window where x[place] > x[winner] || (x[place].isNaN && !x[winner].isNaN) {
                winner = place
            }
            expected[output] = values[winner]
        }
        var pooling = example.pooling
        expectSame(
            onAnyThreads(example.outputCount) { cvk_max_pool_select(&pooling, values, x, $0) }, expected)
    }

    @Test("take the first place of nothing but negative infinities", arguments: [true, false])
    func negativeInfinities(channelsLast: Bool) {
        for kernel in 1...4 {
            let example = Case(
                2, 20, 7, 9, kernel: (kernel, kernel), padding: (0, 0), channelsLast: channelsLast)
            let x = [Float](repeating: -.infinity, count: example.inputCount)
            let upstream = [Float](repeating: 1, count: example.outputCount)
            var expected = [Float](repeating: 0, count: example.inputCount)
            example.forEachWindow { _, window, _ in expected[window[0]] += 1 }
            var pooling = example.pooling
            expectSame(
                onAnyThreads(example.inputCount) { cvk_max_pool_gradient(&pooling, upstream, x, $0) },
                expected)
        }
    }

    @Test(
        "take the mean with and without padding, or divide by a number", arguments: Case.all,
        [Int64(CVK_DIVIDE_BY_PLACES), Int64(CVK_DIVIDE_BY_ELEMENTS), 5])
    func mean(_ example: Case, divisor: Int64) {
        var numbers = Numbers(seed: example.seed)
        let x = numbers.reals(example.inputCount)
        let upstream = numbers.reals(example.outputCount)
        var expected = [Double](repeating: 0, count: example.outputCount)
        var expectedGradient = [Double](repeating: 0, count: example.inputCount)
        example.forEachWindow { output, window, countWithPadding in
            let count =
                switch divisor {
                case Int64(CVK_DIVIDE_BY_PLACES): Double(countWithPadding)
                case Int64(CVK_DIVIDE_BY_ELEMENTS): Double(window.count)
                default: Double(divisor)
                }
            for place in window {
                expected[output] += Double(x[place]) / count
                expectedGradient[place] += Double(upstream[output]) / count
            }
        }
        var pooling = example.pooling
        expectClose(
            onAnyThreads(example.outputCount) { cvk_average_pool(&pooling, divisor, x, $0) }, expected)
        expectClose(
            onAnyThreads(example.inputCount) {
                cvk_average_pool_gradient(&pooling, divisor, upstream, $0)
            }, expectedGradient)
    }
}

/// A window over images in one of two layouts.
struct Case: Sendable, CustomStringConvertible {
    let pooling: cvk_pooling
    let seed: Int

    init(
        _ batch: Int, _ channels: Int, _ height: Int, _ width: Int, kernel: (Int, Int),
        stride: (Int, Int) = (2, 2), padding: (Int, Int) = (0, 0), dilation: (Int, Int) = (1, 1),
        roundsUp: Bool = false, channelsLast: Bool, seed: Int = 1
    ) {
        func outputSize(_ size: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ dilation: Int) -> Int {
            let room = size + 2 * padding - dilation * (kernel - 1) - 1
            let last = (room + (roundsUp ? stride - 1 : 0)) / stride
            return last * stride >= size + padding ? last : last + 1
        }
        func strides(_ height: Int, _ width: Int) -> cvk_image_strides {
            let n = Int64(channels * height * width)
            return channelsLast
                ? cvk_image_strides(n: n, c: 1, h: Int64(width * channels), w: Int64(channels))
                : cvk_image_strides(n: n, c: Int64(height * width), h: Int64(width), w: 1)
        }
        let outputHeight = outputSize(height, kernel.0, stride.0, padding.0, dilation.0)
        let outputWidth = outputSize(width, kernel.1, stride.1, padding.1, dilation.1)
        pooling = cvk_pooling(
            batch: Int64(batch), channels: Int64(channels), input_height: Int64(height),
            input_width: Int64(width), output_height: Int64(outputHeight),
            output_width: Int64(outputWidth), kernel_height: Int64(kernel.0),
            kernel_width: Int64(kernel.1), stride_height: Int64(stride.0), stride_width: Int64(stride.1),
            padding_height: Int64(padding.0), padding_width: Int64(padding.1),
            dilation_height: Int64(dilation.0), dilation_width: Int64(dilation.1),
            input: strides(height, width), output: strides(outputHeight, outputWidth))
        self.seed = seed
    }

    static let all: [Case] = [true, false].flatMap { last in
        [
            Case(3, 37, 8, 9, kernel: (2, 2), channelsLast: last),
            Case(2, 300, 13, 11, kernel: (3, 3), channelsLast: last),
            Case(1, 64, 14, 15, kernel: (3, 3), padding: (1, 1), channelsLast: last),
            Case(5, 1, 28, 28, kernel: (2, 2), channelsLast: last),
            Case(1, 1, 2, 700, kernel: (2, 3), stride: (1, 1), padding: (1, 1), channelsLast: last),
            Case(2, 3, 1, 601, kernel: (1, 2), stride: (1, 2), channelsLast: last),
            Case(0, 3, 4, 4, kernel: (2, 2), channelsLast: last),
        ]
            + (2...31).map { seed in
                var numbers = Numbers(seed: seed)
                let kernel = (numbers.whole(1...4), numbers.whole(1...4))
                let dilation = (numbers.whole(1...2), numbers.whole(1...3))
                // With no more padding than that, and inputs larger than windows, none lies on padding alone.
                let padding = (
                    numbers.whole(0...(kernel.0 - 1) * dilation.0),
                    numbers.whole(0...(kernel.1 - 1) * dilation.1)
                )
                return Case(
                    numbers.whole(1...4), numbers.whole(1...40),
                    numbers.whole(4...16) + (kernel.0 - 1) * dilation.0,
                    numbers.whole(4...40) + (kernel.1 - 1) * dilation.1, kernel: kernel,
                    stride: (numbers.whole(1...4), numbers.whole(1...4)), padding: padding,
                    dilation: dilation, roundsUp: seed.isMultiple(of: 3), channelsLast: last, seed: seed)
            }
    }

    var description: String {
        let (p, s) = (pooling, pooling.input)
        return "[\(p.batch), \(p.channels), \(p.input_height), \(p.input_width)], "
            + "kernel \(p.kernel_height)×\(p.kernel_width), stride \(p.stride_height)×\(p.stride_width), "
            + "padding \(p.padding_height)×\(p.padding_width), "
            + "dilation \(p.dilation_height)×\(p.dilation_width), channels \(s.c) apart"
    }

    var inputCount: Int { Int(pooling.batch * pooling.input.n) }
    var outputCount: Int { Int(pooling.batch * pooling.output.n) }

    /// Calls `body` with every output's place, the places of the elements under its window, in row-major order, and
    /// their number with those on padding.
    func forEachWindow(_ body: (Int, [Int], Int) -> Void) {
        let p = pooling
        for n in 0..<p.batch {
            for c in 0..<p.channels {
                for y in 0..<p.output_height {
                    for x in 0..<p.output_width {
                        var window: [Int] = []
                        var countWithPadding = 0
                        for i in 0..<p.kernel_height {
                            for j in 0..<p.kernel_width {
                                let row = y * p.stride_height - p.padding_height + i * p.dilation_height
                                let column = x * p.stride_width - p.padding_width + j * p.dilation_width
                                let isBeyond =
                                    row >= p.input_height + p.padding_height
                                    || column >= p.input_width + p.padding_width
                                countWithPadding += isBeyond ? 0 : 1
                                guard (0..<p.input_height).contains(row),
                                    (0..<p.input_width).contains(column)
                                else { continue }
                                window.append(place(p.input, n, c, row, column))
                            }
                        }
                        body(place(p.output, n, c, y, x), window, countWithPadding)
                    }
                }
            }
        }
    }

    private func place(_ s: cvk_image_strides, _ n: Int64, _ c: Int64, _ h: Int64, _ w: Int64) -> Int {
        Int(n * s.n + c * s.c + h * s.h + w * s.w)
    }
}
