/// Views of views and views that show everything as it is.
let viewRules: [Rule] = [
    Rule(Reshape.self) { reshape, application in
        let x = application.inputs[0]
        if x.shape == reshape.shape { return x }
        return x.operands(of: Reshape.self).map { $0[0].reshaped(to: reshape.shape) }
    },
    Rule(Permute.self) { permute, application in
        let x = application.inputs[0]
        // Axes of size one may go anywhere.
        let moved = permute.axes.filter { x.shape[$0] != 1 }
        if moved == moved.sorted() { return x.reshaped(to: application.type.shape) }
        guard let first = x.operation(Permute.self) else { return nil }
        return x.node.inputs[0].permuted(permute.axes.map { first.axes[$0] })
    },
    Rule(Slice.self) { slice, application in
        let x = application.inputs[0]
        if slice.axes == x.shape.map(Slice.Axis.all) { return x }
        guard let first = x.operation(Slice.self) else { return nil }
        let axes = Swift.zip(first.axes, slice.axes).map { first, second in
            second.count == 0
                ? Slice.Axis(start: 0, step: 1, count: 0)
                : Slice.Axis(
                    start: first.start + second.start * first.step, step: first.step * second.step,
                    count: second.count)
        }
        return .apply(Slice(axes: axes), x.node.inputs[0])
    },
    // A part of what was padded, as gradients of other parts are, without the whole.
    Rule(Slice.self) { slice, application in
        let x = application.inputs[0]
        if let terms = x.operands(of: Add.self), terms.contains(where: { $0.isPadded }) {
            return Tensor.apply(slice, terms[0]) + Tensor.apply(slice, terms[1])
        }
        guard let pad = x.operation(Pad.self) else { return nil }
        return x.node.inputs[0].part(slice, of: pad)
    },
    Rule(Pad.self) { pad, application in
        let x = application.inputs[0]
        let padsNothing = Swift.zip(pad.widths, x.shape).allSatisfy {
            $0.before == 0 && $0.after == 0 && ($0.between == 0 || $1 < 2)
        }
        if padsNothing { return x }
        // A constant with more of the same around it.
        guard application.number(0)?.bitPattern == pad.value.bitPattern else { return nil }
        return .full(application.type.shape, pad.value, dtype: x.dtype)
    },
    Rule(BroadcastTo.self) { broadcast, application in
        let x = application.inputs[0]
        if x.shape.elementCount == broadcast.shape.elementCount { return x.reshaped(to: broadcast.shape) }
        if let source = x.operands(of: BroadcastTo.self)?[0] { return source.broadcast(to: broadcast.shape) }
        // Leading axes of size one come with the broadcast.
        guard let source = x.operands(of: Reshape.self)?[0], source.rank <= broadcast.shape.rank else {
            return nil
        }
        let isPadded = source.shape.drop { $0 == 1 }.elementsEqual(x.shape.drop { $0 == 1 })
        return isPadded ? source.broadcast(to: broadcast.shape) : nil
    },
]

extension Tensor {
    /// Whether this is padded, or a sum of something that is.
    fileprivate var isPadded: Bool {
        isResult(of: Pad.self) || operands(of: Add.self)?.contains { $0.isResult(of: Pad.self) } == true
    }

    /// A part of this tensor with its padding: padding, a part of the tensor, or a smaller part with less padding; nil where one of
    /// them takes or leaves places in between.
    fileprivate func part(_ slice: Slice, of pad: Pad) -> Tensor? {
        var axes: [Slice.Axis] = []
        var widths: [Pad.Width] = []
        for (axis, (taken, width)) in Swift.zip(slice.axes, pad.widths).enumerated() {
            guard taken.step == 1, width.between == 0 else { return nil }
            let (first, end) = (taken.start - width.before, taken.start - width.before + taken.count)
            let (low, high) = (Swift.max(first, 0), Swift.min(end, shape[axis]))
            if low >= high {
                return .full(Shape(slice.axes.map(\.count)), pad.value, dtype: dtype)
            }
            axes.append(Slice.Axis(start: low, step: 1, count: high - low))
            widths.append(Pad.Width(before: low - first, after: end - high, between: 0))
        }
        return .apply(Pad(widths: widths, value: pad.value), Tensor.apply(Slice(axes: axes), self))
    }
}
