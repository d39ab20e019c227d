/// A primitive that shows the elements of its last operand in another way without computing anything.
protocol ViewPrimitive: Primitive {
    /// The view's steps through the operand's memory; nil if the elements must be moved for it.
    func view(_ operand: ArrayView, _ type: TensorType) -> ArrayView?
}

extension StopGradient: ViewPrimitive {
    func view(_ operand: ArrayView, _ type: TensorType) -> ArrayView? { operand }
}

extension CustomGradient: ViewPrimitive {
    func view(_ operand: ArrayView, _ type: TensorType) -> ArrayView? { operand }
}

extension Permute: ViewPrimitive {
    func view(_ operand: ArrayView, _ type: TensorType) -> ArrayView? {
        operand.viewed(type.shape, strides: axes.map { operand.strides[$0] }, offset: 0)
    }
}

extension Slice: ViewPrimitive {
    func view(_ operand: ArrayView, _ type: TensorType) -> ArrayView? {
        let pairs = zip(axes, operand.strides)
        let offset = type.shape.elementCount == 0 ? 0 : pairs.reduce(0) { $0 + $1.0.start * $1.1 }
        return operand.viewed(type.shape, strides: pairs.map { $0.step * $1 }, offset: offset)
    }
}

extension BroadcastTo: ViewPrimitive {
    func view(_ operand: ArrayView, _ type: TensorType) -> ArrayView? {
        var strides = [Int](repeating: 0, count: shape.rank)
        for (axis, step) in operand.strides.enumerated() where operand.shape[axis] != 1 {
            strides[shape.rank - operand.shape.rank + axis] = step
        }
        return operand.viewed(shape, strides: strides, offset: 0)
    }
}

extension Reshape: ViewPrimitive {
    func view(_ operand: ArrayView, _ type: TensorType) -> ArrayView? {
        operand.reshapedStrides(to: shape).map { operand.viewed(shape, strides: $0, offset: 0) }
    }
}

extension ArrayView {
    /// The steps with which the same memory has another shape in row-major order; nil if there are none.
    ///
    /// Axes of both shapes are matched in runs of equal element counts, each of which must be evenly spaced.
    func reshapedStrides(to target: Shape) -> [Int]? {
        if target.elementCount == 0 { return target.rowMajorStrides }
        let source = shape.indices.filter { shape[$0] != 1 }
        var strides = [Int](repeating: 0, count: target.rank)
        var (from, to) = (0, 0)
        while from < source.count {
            var (first, count) = (from, shape[source[from]])
            var (goal, reached) = (to, 1)
            from += 1
            while true {
                while goal < target.rank && reached < count {
                    reached *= target[goal]
                    goal += 1
                }
                if reached == count { break }
                guard from < source.count else { return nil }
                count *= shape[source[from]]
                from += 1
            }
            while first + 1 < from {
                let (outer, inner) = (source[first], source[first + 1])
                if self.strides[outer] != self.strides[inner] * shape[inner] { return nil }
                first += 1
            }
            var step = self.strides[source[from - 1]]
            for axis in (to..<goal).reversed() {
                strides[axis] = step
                step *= target[axis]
            }
            to = goal
        }
        return strides
    }
}
