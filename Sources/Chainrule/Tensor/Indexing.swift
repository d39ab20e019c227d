/// What can stand in the brackets of a tensor for one axis: an integer, a range or a stride.
///
/// A number takes one place and removes the axis. A range or stride keeps it; `0...` takes all of it. What
/// starts or ends with a negative number counts from the end: `-3 ..< -1` leaves out the last element.
///
/// ```swift
/// x[0]                                    // the first row
/// x[0..., -1]                             // the last column
/// x[1..<5, stride(from: 0, to: 10, by: 2)]
/// ```
public protocol TensorIndex {
    /// The places taken of an axis of `size`: the first, the step and their number.
    func places(of size: Int) -> (start: Int, step: Int, count: Int)
    /// Whether the axis is removed.
    var removesAxis: Bool { get }
}

extension TensorIndex {
    public var removesAxis: Bool { false }
}

extension Int: TensorIndex {
    public func places(of size: Int) -> (start: Int, step: Int, count: Int) {
        (fromFront(self, size), 1, 1)
    }
    public var removesAxis: Bool { true }
}

extension Range<Int>: TensorIndex {
    public func places(of size: Int) -> (start: Int, step: Int, count: Int) {
        (fromFront(lowerBound, size), 1, count)
    }
}

extension ClosedRange<Int>: TensorIndex {
    public func places(of size: Int) -> (start: Int, step: Int, count: Int) {
        (fromFront(lowerBound, size), 1, count)
    }
}

extension PartialRangeFrom<Int>: TensorIndex {
    public func places(of size: Int) -> (start: Int, step: Int, count: Int) {
        let start = fromFront(lowerBound, size)
        return (start, 1, size - start)
    }
}

extension PartialRangeUpTo<Int>: TensorIndex {
    public func places(of size: Int) -> (start: Int, step: Int, count: Int) {
        (0, 1, fromFront(upperBound, size))
    }
}

extension PartialRangeThrough<Int>: TensorIndex {
    public func places(of size: Int) -> (start: Int, step: Int, count: Int) {
        (0, 1, fromFront(upperBound, size) + 1)
    }
}

extension StrideTo<Int>: TensorIndex {
    public func places(of size: Int) -> (start: Int, step: Int, count: Int) { stridePlaces(self, size) }
}

extension StrideThrough<Int>: TensorIndex {
    public func places(of size: Int) -> (start: Int, step: Int, count: Int) { stridePlaces(self, size) }
}

private func stridePlaces(_ stride: some Sequence<Int>, _ size: Int) -> (start: Int, step: Int, count: Int) {
    let places = Array(stride)
    guard let first = places.first else { return (0, 1, 0) }
    return (fromFront(first, size), places.count > 1 ? places[1] - first : 1, places.count)
}

private func fromFront(_ place: Int, _ size: Int) -> Int { place < 0 ? place + size : place }

extension Tensor {
    /// The elements at the given places of the leading axes, and all of the others.
    ///
    /// - Precondition: every place exists.
    public subscript(indices: any TensorIndex...) -> Tensor {
        require(
            indices.count <= rank, "slice(\(type)): \(indices.count) indices for a tensor of rank \(rank)")
        var axes = shape.map(Slice.Axis.all)
        var removed: [Int] = []
        for (axis, index) in indices.enumerated() {
            let (start, step, count) = index.places(of: shape[axis])
            axes[axis] = Slice.Axis(start: start, step: step, count: count)
            require(
                axes[axis].fits(shape[axis]),
                "slice(\(type)): index \(index) is out of range for axis \(axis) of size \(shape[axis])")
            if index.removesAxis { removed.append(axis) }
        }
        return Tensor.apply(Slice(axes: axes), self)
            .reshaped(to: Shape(axes.map(\.count)).reduced(over: removed, keepDims: false))
    }

    /// The slices of the first axis at the places that an integer tensor lists.
    public subscript(indices: Tensor) -> Tensor { gather(indices) }
}
