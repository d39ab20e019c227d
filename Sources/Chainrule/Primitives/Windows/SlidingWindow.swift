/// A window that slides along one spatial axis.
///
/// Output o sees the input at o·stride + tap·dilation − padding under each of its `kernel` taps.
struct WindowAxis: Sendable {
    let size: Int
    let kernel: Int
    let stride: Int
    let padding: Int
    let dilation: Int
    /// Whether the last window may reach beyond the padding, if it starts before it: PyTorch's `ceil_mode`.
    var roundsUp = false

    /// The number of input elements from the first tap to the last.
    var span: Int { dilation * (kernel - 1) + 1 }

    /// (size + 2·padding − span) / stride, rounded down or up, + 1; 0 if the window is too wide.
    var outputSize: Int {
        let room = size + 2 * padding - span + (roundsUp ? stride - 1 : 0)
        if room < 0 { return 0 }
        let last = room / stride
        return roundsUp && last * stride >= size + padding ? last : last + 1
    }

    func input(of output: Int, tap: Int) -> Int { output * stride + tap * dilation - padding }

    /// The outputs that have an element of the input, and not padding, under `tap`.
    func outputs(at tap: Int) -> Range<Int> {
        let reach = input(of: 0, tap: tap)
        let first = reach >= 0 ? 0 : (stride - 1 - reach) / stride
        let end = reach >= size ? 0 : (size - 1 - reach) / stride + 1
        let lower = min(first, outputSize)
        return lower..<max(lower, min(end, outputSize))
    }

    /// The elements under an output's window of dilation 1. Padding counts or not; what lies beyond it never does.
    func elementCount(under output: Int, countsPadding: Bool) -> Int {
        let first = input(of: output, tap: 0)
        let margin = countsPadding ? padding : 0
        return min(first + kernel, size + margin) - max(first, -margin)
    }

    /// Whether there is an output that has nothing but padding under its window.
    var hasEmptyWindow: Bool {
        (0..<outputSize).contains { output in
            !(0..<kernel).contains { outputs(at: $0).contains(output) }
        }
    }
}

/// A window of weights or of pooled elements that slides over the spatial axes of a plane.
struct SlidingWindow: Sendable {
    /// A row of neighboring outputs, and the row of inputs that one tap of the window shows them.
    ///
    /// The inputs are `inputStep` apart.
    struct Run {
        let tap: Int
        let input: Int
        let output: Int
        var count: Int
    }

    let axes: [WindowAxis]

    /// - Precondition: `WindowSteps.problem(input:kernel:)` found none.
    init(input: Shape, kernel: [Int], steps: WindowSteps, roundsUp: Bool = false) {
        axes = kernel.indices.map { axis in
            WindowAxis(
                size: input[axis + 2], kernel: kernel[axis], stride: steps.stride[axis],
                padding: steps.padding[axis], dilation: steps.dilation[axis], roundsUp: roundsUp)
        }
    }

    var outputSizes: [Int] { axes.map(\.outputSize) }
    var inputCount: Int { axes.reduce(1) { $0 * $1.size } }
    var outputCount: Int { axes.reduce(1) { $0 * $1.outputSize } }
    var tapCount: Int { axes.reduce(1) { $0 * $1.kernel } }
    var inputStep: Int { axes[axes.count - 1].stride }

    /// All runs, tap by tap in row-major order; what lies on padding is left out.
    func runs() -> [Run] {
        var runs: [Run] = []
        for tap in 0..<tapCount {
            let places = place(of: tap)
            let outputs = Swift.zip(axes, places).map { axis, place in axis.outputs(at: place) }
            if outputs.contains(where: \.isEmpty) { continue }
            for start in rowStarts(outputs, places) {
                append(start, tap, outputs[axes.count - 1].count, to: &runs)
            }
        }
        return runs
    }

    /// Where the rows of `outputs` start in both planes, under the tap at `places`.
    private func rowStarts(_ outputs: [Range<Int>], _ places: [Int]) -> [(input: Int, output: Int)] {
        var starts = [(input: 0, output: 0)]
        for (number, axis) in axes.enumerated() {
            // The last axis is the row itself, so only its first place counts.
            let visited = number == axes.count - 1 ? outputs[number].prefix(1) : outputs[number]
            starts = starts.flatMap { start in
                visited.map { output in
                    let input = axis.input(of: output, tap: places[number])
                    return (start.input * axis.size + input, start.output * axis.outputSize + output)
                }
            }
        }
        return starts
    }

    /// Rows that follow one another in both planes become one run.
    private func append(_ start: (input: Int, output: Int), _ tap: Int, _ count: Int, to runs: inout [Run]) {
        if let last = runs.last, last.tap == tap, last.output + last.count == start.output,
            last.input + last.count * inputStep == start.input
        {
            runs[runs.count - 1].count += count
        } else {
            runs.append(Run(tap: tap, input: start.input, output: start.output, count: count))
        }
    }

    /// The place of a tap along each axis.
    private func place(of tap: Int) -> [Int] {
        var rest = tap
        var place: [Int] = []
        for axis in axes.reversed() {
            place.append(rest % axis.kernel)
            rest /= axis.kernel
        }
        return place.reversed()
    }
}
