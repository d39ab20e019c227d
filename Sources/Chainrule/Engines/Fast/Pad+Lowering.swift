import CVectorKernels

extension Pad: LoweredPrimitive {
    /// The operand is copied to its place, and what is around it is filled with the constant.
    func lower(_ number: Int, epilogue: Epilogue, _ lowering: inout Lowering) -> Bool {
        let type = lowering.graph.type(number)
        guard [.float32, .bool].contains(type.dtype), type.shape.rank <= CVK_MAX_RANK,
            type.shape.elementCount > 0
        else { return false }
        let operand = lowering.view(of: lowering.graph.inputs[number][0])
        let result = lowering.newValue(number, order: operand.order)
        let isEmpty = operand.shape.elementCount == 0
        if isEmpty || widths.contains(where: { $0.between > 0 }) {
            lowering.fill(result, with: value)
        } else {
            fillMargins(of: result, around: operand.shape, &lowering)
        }
        if isEmpty { return true }
        let place = zip(widths, result.strides).map { (start: $0.before * $1, step: ($0.between + 1) * $1) }
        let target = result.viewed(
            operand.shape, strides: place.map(\.step), offset: place.reduce(0) { $0 + $1.start })
        lowering.copy(operand, to: target)
        return true
    }

    /// Margin by margin, each along the places of earlier axes that the operand has.
    private func fillMargins(of result: ArrayView, around operand: Shape, _ lowering: inout Lowering) {
        var inner = result
        for (axis, width) in widths.enumerated() {
            let size = operand[axis]
            lowering.fill(inner.part(axis, from: 0, count: width.before), with: value)
            lowering.fill(inner.part(axis, from: width.before + size, count: width.after), with: value)
            inner = inner.part(axis, from: width.before, count: size)
        }
    }
}

extension ArrayView {
    /// Some neighboring places of an axis.
    fileprivate func part(_ axis: Int, from start: Int, count: Int) -> ArrayView {
        var sizes = Array(shape)
        sizes[axis] = count
        return viewed(Shape(sizes), strides: strides, offset: start * strides[axis])
    }
}

extension Lowering {
    fileprivate mutating func fill(_ target: ArrayView, with value: Double) {
        if target.shape.elementCount == 0 { return }
        let constant = NDArray(repeating: value, [], target.type.dtype)
        let buffer = newBuffer(.constant(constant), TensorType([], target.type.dtype))
        let source = ArrayView(filling: buffer, target.type)
            .viewed(target.shape, strides: target.strides.map { _ in 0 }, offset: 0)
        var builder = LoopBuilder(shape: target.shape, order: target.order)
        builder.load(0, from: source, constant)
        builder.store(0, to: target)
        builder.note("fill with \(value)")
        emit(builder.instruction(threads: settings.threads))
    }
}
