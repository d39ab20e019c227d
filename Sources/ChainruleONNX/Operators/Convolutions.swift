import Chainrule

extension Operator {
    private static let settings: Set<String> = [
        "auto_pad", "dilations", "group", "kernel_shape", "pads", "strides",
    ]

    /// Convolutions and their transposes.
    static let convolutions: [String: Operator] = [
        "Conv": .single(settings) { call in
            let x = try call.real(0)
            let weight = try call.real(1, like: x)
            try call.check(
                weight.rank == x.rank, "input \(x.shape) and weight \(weight.shape) differ in rank")
            let window = try SpatialWindow(call, over: x, kernel: kernel(call, weight))
            let isSymmetric = window.isSymmetric
            let input = isSymmetric ? x.tensor : window.padded(x.tensor, with: 0)
            let steps = WindowSteps(
                stride: window.strides, padding: window.pads.map { isSymmetric ? $0.before : 0 },
                dilation: window.dilations)
            let convolution = Convolution(
                settings: ConvolutionSettings(steps: steps, groups: try call.integer("group") ?? 1))
            let result = try Tensor(applying: convolution, to: [input, weight])
            return x.with(try biased(call, result, like: x))
        },
        "ConvTranspose": .single(settings.union(["output_padding", "output_shape"]), transposed),
    ]

    private static func kernel(_ call: OperatorCall, _ weight: Tensor) throws -> [Int] {
        let sizes = Array(weight.shape.dropFirst(2))
        let declared = try call.integers(named: "kernel_shape") ?? sizes
        try call.check(declared == sizes, "kernel_shape \(declared) is not that of weight \(weight.shape)")
        return sizes
    }

    private static func biased(_ call: OperatorCall, _ result: Tensor, like x: ONNXValue) throws -> Tensor {
        if call.optional(2) == nil { return result }
        let bias = try call.real(2, like: x)
        try call.check(
            bias.shape == [result.shape[1]],
            "bias \(bias.shape) is not one number for \(result.shape[1]) channels")
        return result
            + bias.reshaped(to: Shape([1, bias.shape[0]] + [Int](repeating: 1, count: result.rank - 2)))
    }

    private static func transposed(_ call: OperatorCall) throws -> ONNXValue {
        let x = try call.real(0)
        let weight = try call.real(1, like: x)
        try call.check(
            (3...5).contains(x.rank) && weight.rank == x.rank,
            "input \(x.shape) and weight \(weight.shape) must be [N, C, spatial...] with 1 to 3 spatial axes")
        let (axes, kernel) = (x.rank - 2, try kernel(call, weight))
        let ones = [Int](repeating: 1, count: axes)
        func numbers(_ name: String, _ standard: [Int], least: Int = 0) throws -> [Int] {
            let numbers = try call.integers(named: name) ?? standard
            try call.check(
                numbers.count == standard.count
                    && numbers.allSatisfy { (least...Int(Int32.max)).contains($0) },
                "\(name) \(numbers) must be \(standard.count) numbers of at least \(least)")
            return numbers
        }
        let strides = try numbers("strides", ones, least: 1)
        let dilations = try numbers("dilations", ones, least: 1)
        let extra = try numbers("output_padding", ones.map { $0 - 1 })
        let pads = try numbers("pads", ones.map { $0 - 1 } + ones.map { $0 - 1 })
        var full = extra
        for axis in 0..<axes {
            full[axis] += (x.shape[axis + 2] - 1) * strides[axis] + (kernel[axis] - 1) * dilations[axis] + 1
        }
        let mode = try call.text("auto_pad", default: "NOTSET")
        var wanted = try call.integers(named: "output_shape").map { Array($0.suffix(axes)) }
        if wanted == nil && mode.hasPrefix("SAME") {
            wanted = (0..<axes).map { x.shape[$0 + 2] * strides[$0] }
        }
        try call.check(wanted?.count ?? axes == axes, "output_shape must be \(axes) sizes")
        let widths = (0..<axes).map { axis -> (before: Int, after: Int) in
            guard let wanted else { return mode == "VALID" ? (0, 0) : (pads[axis], pads[axes + axis]) }
            let total = full[axis] &- wanted[axis]
            // Where the output is to be larger, it is at its end.
            if total < 0 { return (0, total) }
            let half = total / 2
            return mode == "SAME_UPPER" ? (half, total - half) : (total - half, half)
        }
        _ = try call.shape([x.shape[0], weight.shape[1]] + full)
        _ = try call.shape(wanted ?? [])
        let settings = ConvolutionSettings(
            steps: WindowSteps(stride: strides, padding: ones.map { $0 - 1 }, dilation: dilations),
            groups: try call.integer("group") ?? 1)
        let spread = try ConvolutionInputGradient.transposed(
            x.tensor, weight, settings, outputPadding: ones.map { $0 - 1 })
        let batchAndChannels = [(before: 0, after: 0), (before: 0, after: 0)]
        let room = spread.padded(batchAndChannels + extra.map { (before: 0, after: $0) })
        let added = widths.map { (before: max(0, -$0.before), after: max(0, -$0.after)) }
        let cut = widths.map { (before: max(0, $0.before), after: max(0, $0.after)) }
        let grown = room.padded(batchAndChannels + added)
        let result = try cropped(call, grown, batchAndChannels + cut)
        return x.with(try biased(call, result, like: x))
    }
}
