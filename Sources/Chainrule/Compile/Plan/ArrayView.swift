/// Where the elements of a value lie while a plan runs: in a buffer, from an offset on, reached by steps.
package struct ArrayView: Sendable, Hashable {
    /// The buffer's number in the plan.
    var buffer: Int
    var type: TensorType
    /// The distance of neighbours along each axis, in elements.
    var strides: [Int]
    /// Where the first element lies, in elements.
    var offset = 0

    var shape: Shape { type.shape }
    var byteOffset: Int { offset * type.dtype.byteCount }

    /// A value that fills a buffer, its axes in `order`, outermost first.
    package init(filling buffer: Int, _ type: TensorType, order: [Int]) {
        self.buffer = buffer
        self.type = type
        strides = type.shape.strides(inOrder: order)
    }

    package init(filling buffer: Int, _ type: TensorType) {
        self.init(filling: buffer, type, order: Array(0..<type.shape.rank))
    }

    func viewed(_ shape: Shape, strides: [Int], offset: Int) -> ArrayView {
        var view = self
        view.type.shape = shape
        view.strides = strides
        view.offset += offset
        return view
    }

    /// Whether the elements lie side by side with the axes in `order`; axes of size one may lie anywhere.
    func isDense(inOrder order: [Int]) -> Bool {
        let dense = shape.strides(inOrder: order)
        return shape.indices.allSatisfy { shape[$0] == 1 || strides[$0] == dense[$0] }
            || shape.elementCount == 0
    }

    var isRowMajor: Bool { isDense(inOrder: Array(shape.indices)) }

    /// The axes from the one with the longest steps to the one with the shortest.
    ///
    /// Axes of size one and repeated ones, which have no place, stay in front of the axis that follows them.
    var order: [Int] {
        let moving = shape.indices.filter { shape[$0] != 1 && strides[$0] != 0 }
        let sorted = moving.sorted { (strides[$0].magnitude, $1) > (strides[$1].magnitude, $0) }
        var next = sorted.makeIterator()
        let places = Set(moving)
        return shape.indices.map { places.contains($0) ? next.next()! : $0 }
    }
}

extension Shape {
    /// The steps of a dense array whose axes lie in `order`, outermost first.
    func strides(inOrder order: [Int]) -> [Int] {
        var strides = [Int](repeating: 1, count: rank)
        var step = 1
        for axis in order.reversed() {
            strides[axis] = step
            step *= Swift.max(1, self[axis])
        }
        return strides
    }
}
