/// A way in which an operand may lie in memory.
package enum Layout: String, CaseIterable, Sendable {
    case dense, strided, reversed, padded, transposed
    /// One slice or element shown again and again along an axis.
    case broadcastFirst = "broadcast along the first axis"
    case broadcastLast = "broadcast along the last axis"

    /// The shape of the tensor that `view` turns into one of `shape`.
    package func sourceShape(of shape: Shape) -> Shape {
        switch self {
        case .broadcastFirst where shape.rank > 0: Shape([1] + shape.dropFirst())
        case .broadcastLast where shape.rank > 0: Shape(shape.dropLast() + [1])
        default: shape
        }
    }

    /// The numbers of `x`, broadcast to `shape`, in this layout.
    ///
    /// Every way leads through a copy into other memory and a view of it; all of it passes gradients.
    package func view(_ x: Tensor, as shape: Shape) -> Tensor {
        let all = Array(0..<x.rank)
        switch self {
        case .dense: return x
        case .strided: return x.spread(before: 0, after: 1, between: 1)
        case .reversed:
            return x.reversed(axes: all).spread(before: 0, after: 0, between: 0).reversed(axes: all)
        case .padded: return x.spread(before: 1, after: 2, between: 0)
        case .transposed:
            let back = x.permuted(all.reversed()).spread(before: 0, after: 0, between: 0)
            return back.permuted(all.reversed())
        case .broadcastFirst, .broadcastLast: return x.broadcast(to: shape)
        }
    }
}

extension Tensor {
    /// A view of these numbers in a copy with other elements around and between them.
    fileprivate func spread(before: Int, after: Int, between: Int) -> Tensor {
        let widths = shape.map { _ in Pad.Width(before: before, after: after, between: between) }
        let places = shape.map { Slice.Axis(start: before, step: between + 1, count: $0) }
        let copy = Tensor.apply(Pad(widths: widths, value: 1), self)
        return .apply(Slice(axes: places), copy)
    }
}
