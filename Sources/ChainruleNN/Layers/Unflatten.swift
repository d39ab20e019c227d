import Chainrule

/// Splits one axis into several: `Unflatten(1, [16, 5, 5])` makes [N, 16, 5, 5] of [N, 400].
///
/// One of the sizes may be −1: it follows from the others.
public struct Unflatten: Layer, CustomStringConvertible {
    public let axis: Int
    public let sizes: [Int]

    /// - Parameters:
    ///   - axis: the axis to split; negative ones count from the end.
    ///   - sizes: what it is split into, outermost first.
    /// - Precondition: there is a size, none is below −1, and at most one is −1.
    public init(_ axis: Int, _ sizes: [Int]) {
        self.axis = axis
        self.sizes = sizes
        require(
            !sizes.isEmpty && sizes.allSatisfy { $0 >= -1 } && sizes.filter { $0 == -1 }.count <= 1,
            "\(self): needs sizes, of which at most one is -1")
    }

    public func forward(_ input: Tensor) -> Tensor {
        let place = axis < 0 ? axis + input.rank : axis
        requireInput(input, input.shape.indices.contains(place), "an input with axis \(axis)")
        let (size, known) = (input.shape[place], sizes.filter { $0 != -1 }.reduce(1, *))
        let fits = sizes.contains(-1) ? known > 0 && size % known == 0 : size == known
        requireInput(input, fits, "axis \(axis) to be split into \(product(sizes))")
        let parts = sizes.map { $0 == -1 ? size / known : $0 }
        return input.reshaped(
            to: Shape(Array(input.shape.prefix(place)) + parts + Array(input.shape.suffix(from: place + 1))))
    }

    /// As in `Unflatten(axis 1, 16×5×5)`.
    public var description: String { "Unflatten(axis \(axis), \(product(sizes)))" }
}
