import Chainrule

/// The largest of every `pieces` neighbors along an axis, whose size is divided by `pieces`.
///
/// Behind a linear layer every output is the maximum of as many linear functions. The gradient goes to the largest,
/// in equal shares if there are several.
///
/// ```swift
/// let layer = Sequential {
///     Linear(784, 5 * 240)
///     Maxout(5)
/// }
/// layer(Tensor.ones([100, 784])).shape  // [100, 240]
/// ```
///
/// Source: Goodfellow, Warde-Farley, Mirza, Courville and Bengio, "Maxout networks", ICML 2013.
///
/// - Parameters:
///   - x: a tensor with at least one axis.
///   - pieces: how many neighbors the maximum is taken over.
///   - axis: the last one by default; 1 for the channels of images.
/// - Precondition: the axis's size is a multiple of `pieces`.
public func maxout(_ x: Tensor, pieces: Int, axis: Int = -1) -> Tensor {
    let place = axis < 0 ? axis + x.rank : axis
    require(
        x.shape.indices.contains(place) && pieces > 0 && x.shape[place].isMultiple(of: pieces),
        "maxout(\(x.type)): axis \(axis) cannot be divided into \(pieces) pieces each")
    let sizes = x.shape.prefix(place) + [x.shape[place] / pieces, pieces] + x.shape.suffix(from: place + 1)
    return x.reshaped(to: Shape(Array(sizes))).max(axes: [place + 1])
}

/// The largest of every `pieces` neighbors along an axis as a layer: ``maxout(_:pieces:axis:)``.
public struct Maxout: Layer {
    public let pieces: Int
    public let axis: Int

    /// - Parameters:
    ///   - pieces: how many neighbors the maximum is taken over.
    ///   - axis: the last one by default; 1 for the channels of images.
    /// - Precondition: `pieces` is positive.
    public init(_ pieces: Int, axis: Int = -1) {
        require(pieces > 0, "Maxout(\(pieces)): the number of pieces must be positive")
        self.pieces = pieces
        self.axis = axis
    }

    public func forward(_ input: Tensor) -> Tensor { maxout(input, pieces: pieces, axis: axis) }
}
