extension NDArray {
    /// A dense array in `count` equal parts, of which `fill` writes each, several at a time.
    ///
    /// The parts start out as zeros. As every part is one thread's alone, the order of what `fill` adds up in
    /// it does not depend on the number of threads.
    @inline(__always)
    init<T: Scalar>(
        _ shape: Shape, parts count: Int, costPerPart: Int,
        fill: @Sendable (_ part: Int, _ start: UnsafeMutablePointer<T>) -> Void
    ) {
        let size = count == 0 ? 0 : shape.elementCount / count
        self.init(shape, T.self) { elements in
            nonisolated(unsafe) let elements = elements
            forEachInParallel(count, costPerItem: costPerPart) { part in
                let start = elements + part * size
                start.update(repeating: T(nearestTo: 0), count: size)
                fill(part, start)
            }
        }
    }
}
