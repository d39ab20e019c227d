/// An evaluated tensor: memory, and how to step through it.
///
/// A view (a transposed, sliced or broadcast array) shares the memory of the array it was made from and
/// differs in where it starts and how it steps. The elements are written once, by whoever creates the array,
/// and never change afterwards; that is what makes the type `Sendable`.
package struct NDArray: @unchecked Sendable {
    struct Layout {
        var shape: Shape
        var dtype: DType
        var count: Int
        /// Steps between neighbours along each axis in elements; nil stands for dense row-major order.
        var viewStrides: [Int]?
        /// The block whose memory this array shows; nil if the memory is its own.
        var owner: AnyObject?
        var base: UnsafeMutableRawPointer
    }

    /// Layout and elements in one block, so that a scalar costs one allocation.
    let block: ManagedBuffer<Layout, UInt64>

    init(block: ManagedBuffer<Layout, UInt64>) { self.block = block }

    package var shape: Shape { layout { $0.shape } }
    package var dtype: DType { layout { $0.dtype } }
    /// The number of elements.
    package var count: Int { layout { $0.count } }
    private var viewStrides: [Int]? { layout { $0.viewStrides } }
    private var owner: AnyObject? { layout { $0.owner } }
    private var base: UnsafeMutableRawPointer { layout { $0.base } }

    /// Reads through the pointer: the layout never changes, so exclusive access need not be checked.
    @inline(__always)
    private func layout<Part>(_ part: (Layout) -> Part) -> Part {
        block.withUnsafeMutablePointerToHeader { part($0.pointee) }
    }

    /// Memory for a dense array whose elements the caller must set.
    package init(uninitialized shape: Shape, _ dtype: DType) {
        let count = shape.elementCount
        let words = (count * dtype.byteCount + 7) / 8
        // Long arrays start at a cache line; short ones are not worth the padding.
        let padding = words < 32 ? 0 : 8
        block = .create(minimumCapacity: words + padding) { block in
            var base = block.withUnsafeMutablePointerToElements { UnsafeMutableRawPointer($0) }
            if padding > 0 { base = base.alignedUp(toMultipleOf: 64) }
            return Layout(
                shape: shape, dtype: dtype, count: count, viewStrides: nil, owner: nil, base: base)
        }
    }

    private init(viewing source: NDArray, shape: Shape, strides: [Int]?, offset: Int) {
        block = .create(minimumCapacity: 0) { _ in
            Layout(
                shape: shape, dtype: source.dtype, count: shape.elementCount, viewStrides: strides,
                owner: source.owner ?? source.block,
                base: source.base + offset * source.dtype.byteCount)
        }
    }

    /// An array over memory that somebody else owns and keeps alive and unchanged as long as the array is used.
    init(at address: UnsafeMutableRawPointer, _ type: TensorType, strides: [Int]) {
        let dense = strides == type.shape.rowMajorStrides
        block = .create(minimumCapacity: 0) { _ in
            Layout(
                shape: type.shape, dtype: type.dtype, count: type.shape.elementCount,
                viewStrides: dense ? nil : strides, owner: nil, base: address)
        }
    }

    /// Where the first element lies.
    var address: UnsafeMutableRawPointer { base }

    /// A dense array whose elements `fill` sets; they start out undefined.
    @inline(__always)
    package init<T: Scalar>(
        _ shape: Shape, _ type: T.Type = T.self, fill: (UnsafeMutablePointer<T>) -> Void
    ) {
        self.init(uninitialized: shape, T.dtype)
        fill(base.bindMemory(to: T.self, capacity: count))
    }

    package init<T: Scalar>(_ scalars: [T], _ shape: Shape) {
        self.init(shape, T.self) { elements in
            scalars.withUnsafeBufferPointer { source in
                if let start = source.baseAddress { elements.update(from: start, count: source.count) }
            }
        }
    }

    package init<T: Scalar>(scalar: T) {
        self.init(Shape.scalar, T.self) { $0.pointee = scalar }
    }

    /// A dense array in which every element is `number`.
    package init(repeating number: Double, _ shape: Shape, _ dtype: DType) {
        self.init(uninitialized: shape, dtype)
        func fill<T: Scalar>(_ type: T.Type) {
            withMutableElements(T.self) { $0.update(repeating: T(nearestTo: number)) }
        }
        switch dtype {
        case .float32: fill(Float.self)
        case .float64: fill(Double.self)
        case .int32: fill(Int32.self)
        case .uint8: fill(UInt8.self)
        case .bool: fill(Bool.self)
        }
    }

    /// Whether the memory belongs to this array and to no other that it is a view of.
    var ownsItsMemory: Bool { layout { $0.owner == nil } }

    package var isDense: Bool { viewStrides == nil }

    package var strides: [Int] { viewStrides ?? shape.rowMajorStrides }

    package var type: TensorType { TensorType(shape, dtype) }

    /// The same memory seen with other steps; `offset` counts elements from this array's first.
    package func view(_ shape: Shape, strides: [Int], offset: Int = 0) -> NDArray {
        let dense = strides == shape.rowMajorStrides
        return NDArray(viewing: self, shape: shape, strides: dense ? nil : strides, offset: offset)
    }

    /// The same elements in the same order under another shape of the same count; copies only a view.
    package func reshaped(to shape: Shape) -> NDArray {
        NDArray(viewing: dense(), shape: shape, strides: nil, offset: 0)
    }

    /// Gives `body` the address of the first element.
    @inline(__always)
    package func withElements<T: Scalar, Result>(
        _ type: T.Type = T.self, _ body: (UnsafePointer<T>) -> Result
    ) -> Result {
        assert(T.dtype == dtype, "an array of \(dtype) was read as \(T.dtype)")
        return withExtendedLifetime(block) { body(UnsafePointer(base.assumingMemoryBound(to: T.self))) }
    }

    /// Gives `body` the elements to write; only for an array that nobody else has seen yet.
    package func withMutableElements<T: Scalar>(
        _ type: T.Type, _ body: (UnsafeMutableBufferPointer<T>) throws -> Void
    ) rethrows {
        precondition(T.dtype == dtype && isDense && owner == nil)
        let elements = base.bindMemory(to: T.self, capacity: count)
        try withExtendedLifetime(block) {
            try body(UnsafeMutableBufferPointer(start: elements, count: count))
        }
    }

    /// This array itself if it is dense, else a dense copy.
    package func dense() -> NDArray {
        if isDense { return self }
        return copied()
    }

    /// A dense array of its own with the same elements.
    func copied() -> NDArray {
        let copy = NDArray(uninitialized: shape, dtype)
        self.copy(into: copy, strides: copy.strides, offset: 0)
        return copy
    }

    /// Writes the elements into `target`, a new dense array, from `offset` on with the given steps.
    package func copy(into target: NDArray, strides: [Int], offset: Int) {
        let loop = StridedLoop(shape, strides: [self.strides, strides])
        // Only the size of an element matters to a copy.
        switch dtype.byteCount {
        case 1: copy(UInt8.self, into: target, loop, offset)
        case 4: copy(UInt32.self, into: target, loop, offset)
        default: copy(UInt64.self, into: target, loop, offset)
        }
    }

    private func copy<Bits>(_ type: Bits.Type, into target: NDArray, _ loop: StridedLoop, _ offset: Int) {
        withExtendedLifetime((block, target.block)) {
            let from = UnsafeRawPointer(base).assumingMemoryBound(to: Bits.self)
            let to = target.base.assumingMemoryBound(to: Bits.self) + offset
            loop.forEachRun { start, step, count in
                if step[0] == 1 && step[1] == 1 {
                    (to + start[1]).update(from: from + start[0], count: count)
                } else {
                    for i in 0..<count { to[start[1] + i * step[1]] = from[start[0] + i * step[0]] }
                }
            }
        }
    }

    /// The elements in row-major order.
    package func scalars<T: Scalar>(as type: T.Type = T.self) -> [T] {
        let source = dense()
        return source.withElements(T.self) { Array(UnsafeBufferPointer(start: $0, count: count)) }
    }

    /// The elements' raw bytes in row-major order.
    package func bytes() -> [UInt8] {
        let source = dense()
        return withExtendedLifetime(source.block) {
            Array(UnsafeRawBufferPointer(start: source.base, count: count * dtype.byteCount))
        }
    }
}
