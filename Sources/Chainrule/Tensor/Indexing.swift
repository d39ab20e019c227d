/// What can stand in the brackets of a tensor for one axis: a whole number, a range or a stride.
///
/// A number takes one place and removes the axis; negative numbers count from the end. A range keeps the
/// axis; `0...` takes all of it.
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
        (self < 0 ? self + size : self, 1, 1)
    }
    public var removesAxis: Bool { true }
}

extension Range<Int>: TensorIndex {
    public func places(of size: Int) -> (start: Int, step: Int, count: Int) { (lowerBound, 1, count) }
}

extension ClosedRange<Int>: TensorIndex {
    public func places(of size: Int) -> (start: Int, step: Int, count: Int) { (lowerBound, 1, count) }
}

extension PartialRangeFrom<Int>: TensorIndex {
    public func places(of size: Int) -> (start: Int, step: Int, count: Int) {
        let start = lowerBound < 0 ? lowerBound + size : lowerBound
        return (start, 1, size - start)
    }
}

extension PartialRangeUpTo<Int>: TensorIndex {
    public func places(of size: Int) -> (start: Int, step: Int, count: Int) {
        (0, 1, upperBound < 0 ? upperBound + size : upperBound)
    }
}

extension PartialRangeThrough<Int>: TensorIndex {
    public func places(of size: Int) -> (start: Int, step: Int, count: Int) {
        (0, 1, (upperBound < 0 ? upperBound + size : upperBound) + 1)
    }
}

extension StrideTo<Int>: TensorIndex {
    public func places(of size: Int) -> (start: Int, step: Int, count: Int) { stridePlaces(Array(self)) }
}

extension StrideThrough<Int>: TensorIndex {
    public func places(of size: Int) -> (start: Int, step: Int, count: Int) { stridePlaces(Array(self)) }
}

private func stridePlaces(_ places: [Int]) -> (start: Int, step: Int, count: Int) {
    (places.first ?? 0, places.count > 1 ? places[1] - places[0] : 1, places.count)
}

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
            require(
                count >= 0, "slice(\(type)): axis \(axis) of size \(shape[axis]) has no range \(index)")
            axes[axis] = Slice.Axis(start: start, step: step, count: count)
            if index.removesAxis { removed.append(axis) }
        }
        return Tensor.apply(Slice(axes: axes), self)
            .reshaped(to: Shape(axes.map(\.count)).reduced(over: removed, keepDims: false))
    }

    /// The slices of the first axis at the places that an integer tensor lists.
    public subscript(indices: Tensor) -> Tensor { gather(indices) }
}
