import Chainrule

extension Operator {
    /// Operators that fold axes.
    static let reductions: [String: Operator] = [
        "ReduceSum": reduction(axesAreInputSince: 13) { $0.sum(axes: Axes($1), keepDims: true) },
        "ReduceMean": reduction(ofReals: true) { $0.mean(axes: Axes($1), keepDims: true) },
        "ReduceMax": reduction(needsIntegers: true) {
            extremum($0, $1, empty: -.infinity) { $0.max(axes: $1, keepDims: true) }
        },
        "ReduceMin": reduction(needsIntegers: true) {
            extremum($0, $1, empty: .infinity) { $0.min(axes: $1, keepDims: true) }
        },
        "ReduceProd": reduction { x, axes in axes.reduce(x) { product($0, axis: $1) } },
        "ReduceL1": reduction { abs($0).sum(axes: Axes($1), keepDims: true) },
        "ReduceL2": reduction { sqrt(($0 * $0).sum(axes: Axes($1), keepDims: true)) },
        "ReduceSumSquare": reduction { ($0 * $0).sum(axes: Axes($1), keepDims: true) },
        "ReduceLogSum": reduction(ofReals: true) { log($0.sum(axes: Axes($1), keepDims: true)) },
        "ReduceLogSumExp": reduction(ofReals: true) { x, axes in
            if axes.contains(where: { x.shape[$0] == 0 }) {
                return log(x.sum(axes: Axes(axes), keepDims: true))
            }
            return x.logSumExp(axes: Axes(axes), keepDims: true)
        },
        "ArgMax": extremePlace { $0 },
        "ArgMin": extremePlace { -$0 },
    ]

    private static func reduction(
        axesAreInputSince: Int = 18, ofReals: Bool = false, needsIntegers: Bool = false,
        _ fold: @escaping @Sendable (Tensor, [Int]) -> Tensor
    ) -> Operator {
        .single(["axes", "keepdims", "noop_with_empty_axes"]) { call in
            let x = try call.value(0)
            try call.check(!ofReals || x.type.isFloatingPoint, "the input is of \(x.type), and must be real")
            var chosen = try call.integers(named: "axes") ?? []
            if call.opset >= axesAreInputSince, call.optional(1) != nil { chosen = try call.integers(1) }
            if try chosen.isEmpty && call.flag("noop_with_empty_axes") {
                return x.type == .bool ? x : x.with(fold(x.tensor, []))
            }
            let axes = chosen.isEmpty ? Array(0..<x.rank) : try call.axes(chosen, of: x.rank)
            let isEmpty = axes.contains { x.shape[$0] == 0 }
            try call.check(!(needsIntegers && isEmpty && x.type.isInteger), "axes of \(x.shape) are empty")
            let isTruth = x.type == .bool
            var result = fold(isTruth ? x.tensor.cast(to: .float32) : x.tensor, axes)
            if x.type.isInteger { result = truncated(result) }
            if isTruth { result = maximum(result, 0).cast(to: .bool) }
            if try !call.flag("keepdims", default: true) {
                result = result.reshaped(to: x.shape.reduced(over: axes, keepDims: false))
            }
            return x.with(result).wrapped
        }
    }

    /// The largest or smallest element, and a number where there is none.
    private static func extremum(
        _ x: Tensor, _ axes: [Int], empty: Double, _ fold: (Tensor, Axes) -> Tensor
    ) -> Tensor {
        if axes.isEmpty { return x }
        if axes.contains(where: { x.shape[$0] == 0 }) {
            return .full(x.shape.reduced(over: axes, keepDims: true), empty, dtype: x.dtype)
        }
        return fold(x, Axes(axes))
    }

    /// The product along an axis: halves are multiplied with each other until one element is left.
    private static func product(_ x: Tensor, axis: Int) -> Tensor {
        var rest = x
        if rest.shape[axis] == 0 {
            return .ones(x.shape.reduced(over: [axis], keepDims: true), dtype: x.dtype)
        }
        while rest.shape[axis] > 1 {
            let (half, odd) = rest.shape[axis].quotientAndRemainder(dividingBy: 2)
            let parts = rest.split(sizes: [half, half, odd], axis: axis)
            rest = parts[0] * parts[1]
            if odd > 0 { rest = concatenate([rest, parts[2]], axis: axis) }
        }
        return rest
    }

    private static func extremePlace(_ key: @escaping @Sendable (Tensor) -> Tensor) -> Operator {
        .single(["axis", "keepdims", "select_last_index"]) { call in
            let x = try call.value(0)
            try call.check(x.type != .bool, "the input must be numbers")
            let axis = try call.axis(call.integer("axis") ?? 0, of: x.rank)
            let size = x.shape[axis]
            try call.check(size > 0, "axis \(axis) of \(x.shape) is empty")
            let takesLast = try call.flag("select_last_index")
            let keys = key(x.tensor)
            var place = (takesLast ? keys.reversed(axes: [axis]) : keys).argmax(axis: axis, keepDims: true)
                .cast(to: .float64)
            if takesLast { place = Double(size - 1) - place }
            if try !call.flag("keepdims", default: true) { place = place.squeezingDimension(at: axis) }
            return ONNXValue(place, .int64)
        }
    }
}
