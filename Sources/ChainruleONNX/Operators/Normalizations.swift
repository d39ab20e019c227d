import Chainrule

extension Operator {
    /// Operators that bring numbers to a common scale.
    static let normalizations: [String: Operator] = [
        "BatchNormalization": Operator(
            ["epsilon", "momentum", "training_mode", "spatial"], since: 7, outputs: 3, batchNormalization),
        "InstanceNormalization": .single(["epsilon"], since: 6) { call in
            let x = try call.real(0)
            try call.check(x.rank > 2, "the input must be [N, C, spatial...], got \(x.shape)")
            let normal = standardized(x.tensor, Array(2..<x.rank), try epsilon(call))
            let scale = try channelwise(call, 1, x)
            return x.with(normal * scale + (try channelwise(call, 2, x)))
        },
        "GroupNormalization": .single(["epsilon", "num_groups", "stash_type"], since: 18) { call in
            let x = try call.real(0)
            let groups = try call.integer("num_groups") ?? 0
            try call.check(
                x.rank > 2 && groups > 0 && x.shape[1].isMultiple(of: groups),
                "\(x.shape) has no \(groups) groups of channels")
            let grouped = try call.reshaped(
                x, [x.shape[0], groups, x.shape[1] / groups] + Array(x.shape.dropFirst(2)))
            let normal = standardized(grouped.tensor, Array(2..<grouped.rank), try epsilon(call))
            // Before opset 21 there was one scale for each group.
            if call.opset < 21 {
                let (scale, bias) = (try channelwise(call, 1, grouped), try channelwise(call, 2, grouped))
                return x.with((normal * scale + bias).reshaped(to: x.shape))
            }
            let (scale, bias) = (try channelwise(call, 1, x), try channelwise(call, 2, x))
            return x.with(normal.reshaped(to: x.shape) * scale + bias)
        },
        "LayerNormalization": Operator(["axis", "epsilon", "stash_type"], since: 17, outputs: 3) { call in
            let x = try call.real(0)
            let first = try call.axis(call.integer("axis") ?? -1, of: x.rank)
            let axes = Axes(Array(first..<x.rank))
            let mean = x.tensor.mean(axes: axes, keepDims: true)
            let distance = x.tensor - mean
            let variance = (distance * distance).mean(axes: axes, keepDims: true)
            let inverse = rsqrt(variance + (try epsilon(call)))
            let result = try scaled(call, distance * inverse, like: x)
            return [x.with(result), x.with(mean), x.with(inverse)]
        },
        "RMSNormalization": .single(["axis", "epsilon", "stash_type"], since: 23) { call in
            let x = try call.real(0)
            let first = try call.axis(call.integer("axis") ?? -1, of: x.rank)
            let square = (x.tensor * x.tensor).mean(axes: Axes(Array(first..<x.rank)), keepDims: true)
            return x.with(try scaled(call, x.tensor * rsqrt(square + (try epsilon(call))), like: x))
        },
        "MeanVarianceNormalization": .single(["axes"], since: 9) { call in
            let x = try call.real(0)
            let axes = try call.axes(call.integers(named: "axes") ?? [0, 2, 3], of: x.rank)
            let distance = x.tensor - x.tensor.mean(axes: Axes(axes), keepDims: true)
            let variance = (distance * distance).mean(axes: Axes(axes), keepDims: true)
            return x.with(distance / (sqrt(variance) + 1e-9))
        },
        "LpNormalization": .single(["axis", "p"]) { call in
            let x = try call.real(0)
            let axes = Axes([try call.axis(call.integer("axis") ?? -1, of: x.rank)])
            let norm: Tensor
            switch try call.integer("p") ?? 2 {
            case 1: norm = abs(x.tensor).sum(axes: axes, keepDims: true)
            case 2: norm = sqrt((x.tensor * x.tensor).sum(axes: axes, keepDims: true))
            case let p: throw call.error("p must be 1 or 2, got \(p)")
            }
            return x.with(x.tensor / select(1, where: norm .== 0, otherwise: norm))
        },
        "LRN": .single(["alpha", "beta", "bias", "size"]) { call in
            let x = try call.real(0)
            guard let size = try call.integer("size"), size > 0, size <= Int(Int32.max), x.rank > 1 else {
                throw call.error("needs a positive size and an axis of channels, got \(x.shape)")
            }
            // Of an even number of channels, the one more comes behind; here it comes before.
            let isEven = size.isMultiple(of: 2)
            let result = localResponseNorm(
                isEven ? x.tensor.reversed(axes: [1]) : x.tensor, size: size,
                alpha: try call.number("alpha", default: 1e-4), beta: try call.number("beta", default: 0.75),
                k: try call.number("bias", default: 1))
            return x.with(isEven ? result.reversed(axes: [1]) : result)
        },
    ]

    private static func epsilon(_ call: OperatorCall) throws -> Double {
        try call.number("epsilon", default: 1e-5)
    }

    private static func standardized(_ x: Tensor, _ axes: [Int], _ epsilon: Double) -> Tensor {
        let distance = x - x.mean(axes: Axes(axes), keepDims: true)
        return distance * rsqrt((distance * distance).mean(axes: Axes(axes), keepDims: true) + epsilon)
    }

    /// An input with a number for each channel, in a shape that broadcasts to `x`.
    private static func channelwise(_ call: OperatorCall, _ index: Int, _ x: ONNXValue) throws -> Tensor {
        let numbers = try call.real(index)
        let channels = x.rank > 1 ? x.shape[1] : 1
        try call.check(
            numbers.shape == [channels],
            "input \(index) of shape \(numbers.shape) is not one number for each of \(channels) channels")
        let sizes = x.rank > 1 ? [channels] + [Int](repeating: 1, count: x.rank - 2) : [1]
        return numbers.tensor.cast(to: x.tensor.dtype).reshaped(to: Shape(sizes))
    }

    /// Multiplied with input 1, and with input 2 added if there is one.
    private static func scaled(_ call: OperatorCall, _ normal: Tensor, like x: ONNXValue) throws -> Tensor {
        var result = normal
        for index in 1...2 where call.optional(index) != nil {
            let numbers = try call.real(index).tensor.cast(to: x.tensor.dtype)
            let shape = try call.broadcast([x.shape, numbers.shape])
            try call.check(
                shape == x.shape, "input \(index) of shape \(numbers.shape) does not broadcast to \(x.shape)")
            result = index == 1 ? result * numbers : result + numbers
        }
        return result
    }

    private static func batchNormalization(_ call: OperatorCall) throws -> [ONNXValue] {
        let x = try call.real(0)
        try call.check(try call.flag("spatial", default: true), "normalization per place is not supported")
        let (scale, bias) = (try channelwise(call, 1, x), try channelwise(call, 2, x))
        let (mean, variance) = (try channelwise(call, 3, x), try channelwise(call, 4, x))
        let epsilon = try epsilon(call)
        func output(_ mean: Tensor, _ variance: Tensor) -> ONNXValue {
            x.with((x.tensor - mean) * (rsqrt(variance + epsilon) * scale) + bias)
        }
        if try !call.flag("training_mode") {
            try call.check(
                call.node.outputs.filter { !$0.isEmpty }.count == 1,
                "statistics are outputs of training mode alone")
            return [output(mean, variance)]
        }
        let momentum = try call.number("momentum", default: 0.9)
        let axes = Axes(x.shape.indices.filter { $0 != 1 })
        let batchMean = x.tensor.mean(axes: axes, keepDims: true)
        let distance = x.tensor - batchMean
        let batchVariance = (distance * distance).mean(axes: axes, keepDims: true)
        func running(_ old: Tensor, _ new: Tensor, _ index: Int) throws -> ONNXValue {
            let value = try call.real(index)
            let mixed = old * momentum + new.reshaped(to: old.shape) * (1 - momentum)
            return value.with(mixed.reshaped(to: value.shape).cast(to: value.tensor.dtype))
        }
        return [
            output(batchMean, batchVariance), try running(mean, batchMean, 3),
            try running(variance, batchVariance, 4),
        ]
    }
}
