import Chainrule

extension Operator {
    /// Operators that add elements at the ends of axes.
    static let padding: [String: Operator] = [
        "Pad": .single(["mode", "pads", "value"], since: 2) { call in
            let x = try call.value(0)
            let pads = try call.opset < 11 ? call.integers(named: "pads") ?? [] : call.integers(1)
            let axes =
                call.optional(3) == nil ? Array(0..<x.rank) : try call.axes(call.integers(3), of: x.rank)
            try call.check(pads.count == 2 * axes.count, "\(pads.count) pads for \(axes.count) axes")
            var widths = [(before: Int, after: Int)](repeating: (0, 0), count: x.rank)
            for (index, axis) in axes.enumerated() { widths[axis] = (pads[index], pads[axes.count + index]) }
            for (axis, width) in widths.enumerated() {
                let range = -x.shape[axis]...OperatorCall.mostElements
                try call.check(
                    range.contains(width.before) && range.contains(width.after),
                    "pads \(pads) do not fit \(x.shape)")
            }
            let shape = try call.shape(zip(x.shape, widths).map { $0 + $1.before + $1.after })
            let mode = try call.text("mode", default: "constant")
            if mode == "constant" {
                var filler = try call.number("value", default: 0)
                if call.opset >= 11 && call.optional(2) != nil { filler = try call.number(2) }
                let cut = try cropped(call, x.tensor, widths.map { (max(0, -$0.before), max(0, -$0.after)) })
                return x.with(cut.padded(widths.map { (max(0, $0.before), max(0, $0.after)) }, with: filler))
            }
            return try shape.indices.reduce(x) { padded, axis in
                if widths[axis] == (0, 0) { return padded }
                let places = try (0..<shape[axis]).map {
                    try source($0 - widths[axis].before, of: x.shape[axis], mode, call)
                }
                return padded.with(padded.tensor.gather(Tensor(places, dtype: .int32), axis: axis))
            }
        }
    ]

    /// The tensor without elements at the ends of its axes.
    static func cropped(
        _ call: OperatorCall, _ x: Tensor, _ widths: [(before: Int, after: Int)]
    ) throws -> Tensor {
        let axes = try zip(x.shape, widths).map { size, width in
            try call.check(
                width.before + width.after <= size, "an axis of \(size) is cut by more than it has")
            return Slice.Axis(start: width.before, step: 1, count: size - width.before - width.after)
        }
        return try Tensor(applying: Slice(axes: axes), to: [x])
    }

    /// Which element stands at a place that may lie outside of the axis.
    private static func source(_ place: Int, of size: Int, _ mode: String, _ call: OperatorCall) throws -> Int
    {
        try call.check(size > 0, "an empty axis has nothing to repeat")
        func modulo(_ place: Int, _ period: Int) -> Int { ((place % period) + period) % period }
        switch mode {
        case "edge": return min(max(place, 0), size - 1)
        case "wrap": return modulo(place, size)
        case "reflect":
            if size == 1 { return 0 }
            let folded = modulo(place, 2 * (size - 1))
            return folded < size ? folded : 2 * (size - 1) - folded
        default: throw call.error("mode must be constant, reflect, edge or wrap, got '\(mode)'")
        }
    }
}
