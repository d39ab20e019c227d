import Chainrule

/// A matrix [outputs, inputs], row by row, that is applied along one axis.
typealias AxisMatrix = [[Double]]

extension Tensor {
    /// This tensor [N, C, spatial...] with a matrix applied along every spatial axis.
    ///
    /// A product costs more additions than the few terms of a row that are not zero, but it reads and writes every element
    /// once; for the sizes of images that is faster than gathering neighbors. An element that is not finite reaches
    /// all outputs along its axes.
    func applyingAlongAxes(_ matrices: [AxisMatrix]) -> Tensor {
        let spatial = Array(2..<rank)
        // With the spatial axes first, each product is over long rows.
        var result = permuted(spatial + [0, 1])
        for (axis, matrix) in matrices.enumerated() where !matrix.isIdentity {
            let sizes = Array(result.shape)
            let (before, after) = (sizes.prefix(axis).reduce(1, *), sizes.suffix(from: axis + 1).reduce(1, *))
            let factor = Tensor(matrix.flatMap { $0 }, dtype: dtype)
                .reshaped(to: Shape([matrix.count, sizes[axis]]))
            let rows = axis == 0 ? [sizes[0], after] : [before, sizes[axis], after]
            result = matmul(factor, result.reshaped(to: Shape(rows)))
                .reshaped(to: Shape(sizes.prefix(axis) + [matrix.count] + sizes.suffix(from: axis + 1)))
        }
        return result.permuted([rank - 2, rank - 1] + Array(0..<rank - 2))
    }

    /// This tensor [N, C, spatial...] with the elements at some places of every spatial axis.
    func elements(at places: [[Int]]) -> Tensor {
        let sizes = shape.suffix(from: 2)
        let flat = zip(places, sizes).reduce([0]) { flat, axis in
            flat.flatMap { start in axis.0.map { start * axis.1 + $0 } }
        }
        // Rows of all channels are copied at once.
        let rows = reshaped(to: Shape([shape[0], shape[1], sizes.reduce(1, *)])).permuted([2, 0, 1])
        return rows.gather(Tensor(flat)).permuted([1, 2, 0])
            .reshaped(to: Shape(shape.prefix(2) + places.map(\.count)))
    }
}

extension AxisMatrix {
    fileprivate var isIdentity: Bool {
        enumerated().allSatisfy { row, numbers in
            numbers.count == count && numbers.enumerated().allSatisfy { $1 == ($0 == row ? 1 : 0) }
        }
    }
}
