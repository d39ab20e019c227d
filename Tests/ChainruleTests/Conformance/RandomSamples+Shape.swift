import Chainrule

extension RandomSamples {
    mutating func broadcast() -> PrimitiveSample {
        let shape = stream.shape()
        let rank = stream.integer(below: shape.rank + 1)
        let source = Shape(shape.suffix(rank).map { stream.coin() ? 1 : $0 })
        return PrimitiveSample(.real(source)) { $0[0].broadcast(to: shape) }
    }

    mutating func reshape() -> PrimitiveSample {
        let shape = stream.shape()
        var sizes = stream.permutation(of: shape.rank).map { shape[$0] }
        if stream.coin() { sizes = Array(shape) }
        if sizes.count > 1 && stream.coin() {
            let place = stream.integer(below: sizes.count - 1)
            sizes[place] *= sizes.remove(at: place + 1)
        }
        if stream.coin() { sizes.insert(1, at: stream.integer(below: sizes.count + 1)) }
        return PrimitiveSample(.real(shape)) { $0[0].reshaped(to: Shape(sizes)) }
    }

    mutating func permute() -> PrimitiveSample {
        let shape = stream.shape()
        let axes = stream.permutation(of: shape.rank)
        return PrimitiveSample(.real(shape)) { $0[0].permuted(axes) }
    }

    mutating func slice() -> PrimitiveSample {
        let shape = stream.shape()
        let axes = shape.map { size in
            guard size > 0 else { return Slice.Axis(start: 0, step: 1, count: 0) }
            let start = stream.integer(below: size)
            let step = (1 + stream.integer(below: 3)) * (stream.coin() ? 1 : -1)
            let room = (step > 0 ? size - 1 - start : start) / abs(step) + 1
            return Slice.Axis(start: start, step: step, count: room - stream.integer(below: min(room, 3)))
        }
        return PrimitiveSample(Slice(axes: axes), .real(shape))
    }

    mutating func pad() -> PrimitiveSample {
        let shape = stream.shape()
        let most = shape.rank < 3 ? 5 : 2
        let widths = shape.map { _ in
            (before: stream.integer(below: most), after: stream.integer(below: most))
        }
        let value = one(of: [0, 1, -1.5])
        return PrimitiveSample(.real(shape)) { $0[0].padded(widths, with: value) }
    }

    /// Zeros around and between the elements.
    mutating func padBetween() -> PrimitiveSample { slice().linearGradient }

    mutating func concatenate() -> PrimitiveSample {
        let shape = stream.shape(ranks: 1...4)
        let axis = stream.integer(below: shape.rank)
        let operands = (0..<1 + stream.integer(below: 4)).map { _ in
            var sizes = shape.sizes
            sizes[axis] = stream.integer(below: 2 * sizes[axis] + 2)
            return PrimitiveSample.Operand.real(Shape(sizes))
        }
        return PrimitiveSample(operands: operands) { Chainrule.concatenate($0, axis: axis) }
    }

    mutating func gather() -> PrimitiveSample {
        let (table, axis, indices, _) = lookUp()
        return PrimitiveSample(.real(table), indices) { $0[0].gather($0[1], axis: axis) }
    }

    mutating func scatterAdd() -> PrimitiveSample {
        let (table, axis, indices, rows) = lookUp()
        // A gradient is added to zeros.
        let start = PrimitiveSample.Operand.real(table, stream.coin() ? 0...0 : -2...2)
        return PrimitiveSample(start, indices, .real(rows)) { $0[0].scatterAdd($0[2], at: $0[1], axis: axis) }
    }

    /// A table, the axis along which it is looked up, the indices and the shape of what they find.
    private mutating func lookUp() -> (table: Shape, axis: Int, indices: PrimitiveSample.Operand, rows: Shape)
    {
        var table = stream.shape(ranks: 1...4)
        let axis = stream.coin() ? 0 : stream.integer(below: table.rank)
        table = Shape(table.enumerated().map { $0 == axis ? max(1, $1) : $1 })
        let size = table[axis]
        let indices = Shape((0..<stream.integer(below: 3)).map { _ in stream.size(atMost: 50) })
        let rows = Shape(Array(table.prefix(axis)) + Array(indices) + Array(table.suffix(from: axis + 1)))
        return (table, axis, .index(indices, (stream.coin() ? 0 : -size)...size - 1), rows)
    }
}
