import Chainrule

/// How a window slides over the spatial axes of a tensor [N, C, spatial...], by the attributes of a node.
struct SpatialWindow {
    var kernel: [Int]
    var strides: [Int]
    var dilations: [Int]
    var pads: [(before: Int, after: Int)]
    /// What has to be added after the padding for the last windows.
    var overhang: [Int]
    var outputSizes: [Int]

    /// The window of a convolution or a pooling over `x`.
    init(_ call: OperatorCall, over x: ONNXValue, kernel: [Int]) throws {
        try call.check(
            (3...5).contains(x.rank),
            "the input must be [N, C, spatial...] with 1 to 3 spatial axes, got \(x.shape)")
        let axes = x.rank - 2
        let standard = [Int](repeating: 1, count: axes)
        self.kernel = kernel
        strides = try call.integers(named: "strides") ?? standard
        dilations = try call.integers(named: "dilations") ?? standard
        for numbers in [kernel, strides, dilations] {
            try call.check(
                numbers.count == axes && numbers.allSatisfy { (1...Int(Int32.max)).contains($0) },
                "kernel \(kernel), strides \(strides) and dilations \(dilations) must be \(axes) positive numbers each"
            )
        }
        let given = try call.integers(named: "pads") ?? [Int](repeating: 0, count: 2 * axes)
        try call.check(
            given.count == 2 * axes && given.allSatisfy { (0...OperatorCall.mostElements).contains($0) },
            "pads \(given) must be \(2 * axes) numbers, none of them negative")
        pads = (0..<axes).map { (given[$0], given[axes + $0]) }
        (overhang, outputSizes) = ([], [])
        let sizes = Array(x.shape.dropFirst(2))
        try pad(call, sizes)
        try count(call, sizes)
        let padded = sizes.indices.map { sizes[$0] + pads[$0].before + pads[$0].after + overhang[$0] }
        _ = try call.shape(x.shape.prefix(2) + padded)
    }

    /// The elements from the first to the last of a window.
    func span(_ axis: Int) -> Int { (kernel[axis] - 1) * dilations[axis] + 1 }

    private mutating func pad(_ call: OperatorCall, _ sizes: [Int]) throws {
        let mode = try call.text("auto_pad", default: "NOTSET")
        switch mode {
        case "NOTSET": break
        case "VALID": pads = sizes.map { _ in (0, 0) }
        case "SAME_UPPER", "SAME_LOWER":
            for axis in sizes.indices {
                let windows = (sizes[axis] + strides[axis] - 1) / strides[axis]
                let total = max(0, (windows - 1) * strides[axis] + span(axis) - sizes[axis])
                let (less, more) = (total / 2, total - total / 2)
                pads[axis] = mode == "SAME_UPPER" ? (less, more) : (more, less)
            }
        default: throw call.error("auto_pad '\(mode)' is not known")
        }
    }

    private mutating func count(_ call: OperatorCall, _ sizes: [Int]) throws {
        let roundsUp = try call.flag("ceil_mode")
        for axis in sizes.indices {
            let padded = sizes[axis] + pads[axis].before + pads[axis].after
            let room = padded - span(axis)
            try call.check(
                room >= 0, "a window of \(span(axis)) is larger than the \(padded) elements of an axis")
            var windows = (room + (roundsUp ? strides[axis] - 1 : 0)) / strides[axis] + 1
            // A window that would start behind the input's last element is left out.
            if roundsUp && (windows - 1) * strides[axis] >= sizes[axis] + pads[axis].before { windows -= 1 }
            outputSizes.append(windows)
            overhang.append(max(0, (windows - 1) * strides[axis] + span(axis) - padded))
        }
    }

    /// Whether both ends of each axis are padded alike and no window hangs over.
    var isSymmetric: Bool { pads.allSatisfy { $0.before == $0.after } && overhang.allSatisfy { $0 == 0 } }

    /// `x` with its padding, and with what hangs over.
    func padded(_ x: Tensor, with filler: Double, overhang beyond: Double? = nil) -> Tensor {
        let inner = x.padded([(0, 0), (0, 0)] + pads.map { ($0.before, $0.after) }, with: filler)
        if overhang.allSatisfy({ $0 == 0 }) { return inner }
        return inner.padded([(0, 0), (0, 0)] + overhang.map { (0, $0) }, with: beyond ?? filler)
    }
}
