import COneDNN

extension MatMul: EpiloguePrimitive {
    func biasAxis(_ shape: Shape) -> Int { shape.rank - 1 }
}

extension MatMul: LoweredPrimitive {
    func lower(_ number: Int, epilogue: Epilogue, _ lowering: inout Lowering) -> Bool {
        let graph = lowering.graph
        let type = graph.type(number)
        if type.dtype != .float32 { return false }
        let (x, y) = (graph.inputs[number][0], graph.inputs[number][1])
        let left = lowering.matrices(lowering.view(of: x))
        let right = lowering.matrices(lowering.view(of: y))
        let (m, n, k) = (type.shape[type.shape.rank - 2], type.shape[type.shape.rank - 1], left.shape.last!)
        if m == 0 || n == 0 || k == 0 || left.shape[0] == 0 { return false }

        let bias = epilogue.bias.map { lowering.vector($0, alongAxis: type.shape.rank - 1) }
        let operands = [left, right] + (bias.map { [$0] } ?? [])
        let operationCount = 2 * type.shape.elementCount * k
        if epilogue.residual == nil,
            let kernel = MatrixVectorKernel(
                left, right, hasBias: bias != nil,
                detail: [epilogue.description, "one row"].filter { !$0.isEmpty }.joined(separator: ", "),
                operationCount: operationCount)
        {
            lowering.emit(kernel, operands, [lowering.newValue(epilogue.result)])
            return true
        }

        var order = Array(type.shape.indices)
        if isBetterTransposed(left, right, number, epilogue, graph) {
            order.swapAt(order.count - 2, order.count - 1)
        }
        let result = ArrayView(filling: 0, type, order: order).merged(type.shape.rank)
        let biasArray = bias.map { _ in
            let leading = result.shape.rank - 1
            return cdn_array(
                sizes: Array(repeating: 1, count: leading) + [n],
                strides: Array(repeating: n, count: leading) + [1])
        }
        let product = ProductKernel.Arrays(
            left: cdn_array(left), right: cdn_array(right), bias: biasArray, result: cdn_array(result))
        guard
            let kernel = ProductKernel(
                product, accumulates: epilogue.residual != nil, detail: epilogue.description,
                operationCount: operationCount)
        else { return false }
        let target = lowering.newValue(epilogue.result, order: order)
        lowering.place(epilogue.residual, in: target)
        lowering.emit(kernel, operands, [target])
        return true
    }

    /// Whether the result had better lie column by column: (x · y)ᵀ = yᵀ · xᵀ.
    private func isBetterTransposed(
        _ left: ArrayView, _ right: ArrayView, _ number: Int, _ epilogue: Epilogue, _ graph: GraphIndex
    ) -> Bool {
        if epilogue.result == number && graph.isUsedTransposedOnly(number) { return true }
        guard epilogue.bias == nil, epilogue.residual == nil, left.shape.rank == 2 else { return false }
        // Of two row-major operands whose columns are multiplied, one must be transposed on the way: the smaller.
        let (rows, columns) = (left.shape[0], right.shape[1])
        return left.strides[1] == 1 && right.strides[0] == 1 && rows >= 16 && rows < columns
            && right.shape.elementCount >= 1 << 15 && graph.isUsedInAnyLayout(epilogue.result)
    }
}

extension Lowering {
    /// The numbers of a bias side by side, given what it is broadcast to.
    mutating func vector(_ number: Int, alongAxis axis: Int) -> ArrayView {
        let view = view(of: number)
        return dense(view.viewed([view.shape[axis]], strides: [view.strides[axis]], offset: 0))
    }

    /// Matrices as oneDNN reads them: at most one axis of batches, and rows or columns without gaps.
    fileprivate mutating func matrices(_ view: ArrayView) -> ArrayView {
        let rank = view.shape.rank
        let (rows, columns) = (view.shape[rank - 2], view.shape[rank - 1])
        let (rowStep, columnStep) = (view.strides[rank - 2], view.strides[rank - 1])
        let isPlain =
            (columnStep == 1 || columns == 1) && (rowStep >= columns || rows == 1)
            || (rowStep == 1 || rows == 1) && (columnStep >= rows || columns == 1)
        let leading = Shape(view.shape.dropLast(2))
        let batch = ArrayView(filling: view.buffer, TensorType(leading, view.type.dtype))
        let batchIsPlain =
            rank <= 3
            || zip(leading.indices, view.strides).allSatisfy { axis, step in
                leading[axis] == 1 || step == batch.strides[axis] * rows * columns
            }
        let hasBatchSteps = zip(leading, view.strides).allSatisfy { $0 == 1 || $1 > 0 }
        return (isPlain && batchIsPlain && hasBatchSteps ? view : copy(view)).merged(rank)
    }
}

extension ArrayView {
    /// All batches of matrices along one axis.
    fileprivate func merged(_ rank: Int) -> ArrayView {
        if rank <= 3 { return self }
        let batch = shape.dropLast(2).reduce(1, *)
        return viewed(
            Shape([batch] + shape.suffix(2)), strides: [strides[rank - 3]] + strides.suffix(2), offset: 0)
    }
}

extension GraphIndex {
    /// Whether all users exchange the last two axes.
    fileprivate func isUsedTransposedOnly(_ number: Int) -> Bool {
        if isOutput[number] || users[number].isEmpty { return false }
        return users[number].allSatisfy { user in
            guard let permute = nodes[user].primitive as? Permute else { return false }
            let rank = permute.axes.count
            return permute.axes == Array(0..<rank - 2) + [rank - 1, rank - 2]
        }
    }
}

extension GraphIndex {
    /// Whether all users are loops and products, which read columns as well as rows.
    fileprivate func isUsedInAnyLayout(_ number: Int) -> Bool {
        !isOutput[number]
            && users[number].allSatisfy { user in
                switch nodes[user].primitive {
                case is Permute: isUsedInAnyLayout(user)
                case is MatMul, is any ElementwisePrimitive, is any Reduction: true
                default: false
                }
            }
    }
}
