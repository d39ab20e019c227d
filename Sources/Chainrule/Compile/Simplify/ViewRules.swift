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
    Rule(for: Concatenate.self) { $0.inputs.count == 1 ? $0.inputs[0] : nil },
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
