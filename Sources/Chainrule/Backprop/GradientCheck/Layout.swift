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
    package func view(_ x: Tensor, as shape: Shape) -> Tensor { view(of: memory(of: x), as: shape) }

    /// The copy: the numbers of `x` in another order, or with others around and between them.
    package func memory(of x: Tensor) -> Tensor {
        let all = Array(0..<x.rank)
        switch self {
        case .dense, .broadcastFirst, .broadcastLast: return x
        case .strided: return x.spread(before: 0, after: 1, between: 1)
        case .reversed: return x.reversed(axes: all).spread(before: 0, after: 0, between: 0)
        case .padded: return x.spread(before: 1, after: 2, between: 0)
        case .transposed: return x.permuted(all.reversed()).spread(before: 0, after: 0, between: 0)
        }
    }

    /// The view: the numbers that `memory` was made of, broadcast to `shape`.
    package func view(of memory: Tensor, as shape: Shape) -> Tensor {
        let all = Array(0..<shape.rank)
        switch self {
        case .dense: return memory
        case .strided: return memory.elements(shape, from: 0, step: 2)
        case .reversed: return memory.reversed(axes: all)
        case .padded: return memory.elements(shape, from: 1, step: 1)
        case .transposed: return memory.permuted(all.reversed())
        case .broadcastFirst, .broadcastLast: return memory.broadcast(to: shape)
        }
    }
}

extension Tensor {
    /// A copy with other elements around and between these.
    fileprivate func spread(before: Int, after: Int, between: Int) -> Tensor {
        let widths = shape.map { _ in Pad.Width(before: before, after: after, between: between) }
        return .apply(Pad(widths: widths, value: 1), self)
    }

    /// The elements that `spread` has copied, of this shape.
    fileprivate func elements(_ shape: Shape, from start: Int, step: Int) -> Tensor {
        .apply(Slice(axes: shape.map { Slice.Axis(start: start, step: step, count: $0) }), self)
    }
}
