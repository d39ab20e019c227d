/// Products with the rows of a table that were looked up, such as an embedding before a linear or recurrent layer, as look-ups in
/// a product: a table of 65 characters is multiplied in place of the 2500 characters of a batch.
let lookUpRules: [Rule] = [
    // E[i]·W = (E·W)[i], and E[i]ᵀ·D = Eᵀ·S, where S has the sums of the rows of D that belong to each row of E.
    Rule(for: MatMul.self) { product in
        let (left, right) = (product.inputs[0], product.inputs[1])
        if let rows = LookedUpRows(left) {
            return .apply(rows.lookUp, matmul(rows.table, right), rows.indices)
        }
        guard let transposed = left.operands(of: Permute.self)?[0], let rows = LookedUpRows(transposed) else {
            return nil
        }
        return matmul(rows.table.transposed(), rows.sums(of: right))
    },
    // The sums of the rows of D·W are those of D, times W.
    Rule(ScatterAdd.self) { sums, application in
        let (start, indices, terms) = (application.inputs[0], application.inputs[1], application.inputs[2])
        let product = terms.operands(of: Reshape.self)?[0] ?? terms
        guard sums.axis == 0, start.rank == 2, application.number(0) == 0, product.rank == 2,
            product.shape[1] == start.shape[1], product.shape[0] > start.shape[0],
            let factors = product.operands(of: MatMul.self)
        else { return nil }
        let zeros = Tensor.zeros([start.shape[0], factors[0].shape[1]], dtype: start.dtype)
        return matmul(
            .apply(sums, zeros, indices.reshaped(to: [product.shape[0]]), factors[0]), factors[1])
    },
    // E[i] + b = (E + b)[i]
    Rule(for: Add.self) { sum in
        for (index, other) in [(0, 1), (1, 0)] {
            guard let rows = LookedUpRows(sum.inputs[index]),
                let addend = sum.inputs[other].operands(of: BroadcastTo.self)?[0],
                addend.shape.elementCount == addend.shape.last ?? 1
            else { continue }
            let row = addend.reshaped(to: [addend.shape.elementCount])
            return .apply(rows.lookUp, rows.table + row, rows.indices)
        }
        return nil
    },
]

/// A matrix whose rows are those of a smaller table at some indices.
private struct LookedUpRows {
    let table: Tensor
    /// As many as the matrix has rows.
    let indices: Tensor
    let lookUp: Gather

    init?(_ matrix: Tensor) {
        let source = matrix.operands(of: Reshape.self)?[0] ?? matrix
        guard let lookUp = source.operation(Gather.self), lookUp.axis == 0 else { return nil }
        let table = source.node.inputs[0]
        guard matrix.rank == 2, table.rank == 2, matrix.shape[1] == table.shape[1],
            matrix.shape[0] > table.shape[0], table.shape[0] > 0
        else { return nil }
        self.lookUp = lookUp
        self.table = table
        indices = source.node.inputs[1].reshaped(to: [matrix.shape[0]])
    }

    /// For each row of the table, the sum of the rows that belong to it.
    func sums(of rows: Tensor) -> Tensor {
        let zeros = Tensor.zeros([table.shape[0], rows.shape[1]], dtype: rows.dtype)
        return .apply(ScatterAdd(axis: 0), zeros, indices, rows)
    }
}
