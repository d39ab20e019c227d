import Chainrule

extension Operator {
    private static let settings: Set<String> = [
        "auto_pad", "ceil_mode", "dilations", "kernel_shape", "pads", "strides",
    ]

    /// Operators that summarize what is under a window.
    static let pooling: [String: Operator] = [
        "MaxPool": .single(settings.union(["storage_order"])) { call in
            let x = try call.value(0)
            try call.check(x.type != .bool, "the input must be numbers")
            let window = try SpatialWindow(call, over: x, kernel: kernel(call))
            // Windows that contain padding alone are no windows for the pooling itself.
            let isPlain =
                window.isSymmetric
                && x.shape.dropFirst(2).indices.allSatisfy {
                    window.pads[$0 - 2].before < window.kernel[$0 - 2]
                }
                && window.dilations.allSatisfy { $0 == 1 }
            let input = isPlain ? x.tensor : window.padded(x.tensor, with: -.infinity)
            let pooling = PoolingWindow(
                window.kernel, window.strides, window.pads.map { isPlain ? $0.before : 0 }, window.dilations)
            return x.with(try Tensor(applying: MaxPool(window: pooling), to: [input]))
        },
        "AveragePool": .single(settings.union(["count_include_pad"])) { call in
            let x = try call.real(0)
            let window = try SpatialWindow(call, over: x, kernel: kernel(call))
            let counts = try call.flag("count_include_pad")
            let planes = try call.reshaped(x, [x.shape[0] * x.shape[1], 1] + Array(x.shape.dropFirst(2)))
            let sum = try summed(call, window, window.padded(planes.tensor, with: 0))
            let ones = Tensor.ones(Shape([1, 1] + Array(x.shape.dropFirst(2))), dtype: x.tensor.dtype)
            let count = try summed(call, window, window.padded(ones, with: counts ? 1 : 0, overhang: 0))
            return try call.reshaped(
                x.with(sum / count), Array(x.shape.prefix(2)) + window.outputSizes)
        },
        "LpPool": .single(settings.union(["p"]), since: 2) { call in
            let x = try call.real(0)
            let window = try SpatialWindow(call, over: x, kernel: kernel(call))
            let power = Double(try call.integer("p") ?? 2)
            let planes = try call.reshaped(x, [x.shape[0] * x.shape[1], 1] + Array(x.shape.dropFirst(2)))
            let powers = pow(abs(planes.tensor), power)
            let sum = try summed(call, window, window.padded(powers, with: 0))
            return try call.reshaped(
                x.with(pow(sum, 1 / power)), Array(x.shape.prefix(2)) + window.outputSizes)
        },
        "GlobalAveragePool": global { $0.mean(axes: $1, keepDims: true) },
        "GlobalMaxPool": global { $0.max(axes: $1, keepDims: true) },
        "GlobalLpPool": .single(["p"], since: 2) { call in
            let x = try call.real(0)
            let power = Double(try call.integer("p") ?? 2)
            try call.check(x.rank > 2, "the input must be [N, C, spatial...], got \(x.shape)")
            let sum = pow(abs(x.tensor), power).sum(axes: Axes(Array(2..<x.rank)), keepDims: true)
            return x.with(pow(sum, 1 / power))
        },
    ]

    private static func kernel(_ call: OperatorCall) throws -> [Int] {
        guard let kernel = try call.integers(named: "kernel_shape") else {
            throw call.error("attribute 'kernel_shape' is missing")
        }
        return kernel
    }

    private static func global(_ fold: @escaping @Sendable (Tensor, Axes) -> Tensor) -> Operator {
        .single { call in
            let x = try call.real(0)
            try call.check(
                x.rank > 2 && !x.shape.dropFirst(2).contains(0),
                "the input must be [N, C, spatial...], got \(x.shape)")
            return x.with(fold(x.tensor, Axes(Array(2..<x.rank))))
        }
    }

    /// The sums under a window over padded planes [planes, 1, spatial...]: a convolution with ones.
    private static func summed(_ call: OperatorCall, _ window: SpatialWindow, _ planes: Tensor) throws
        -> Tensor
    {
        let steps = WindowSteps(
            stride: window.strides, padding: window.kernel.map { _ in 0 }, dilation: window.dilations)
        let ones = Tensor.ones(try call.shape([1, 1] + window.kernel), dtype: planes.dtype)
        return try Tensor(
            applying: Convolution(settings: ConvolutionSettings(steps: steps, groups: 1)), to: [planes, ones])
    }
}
