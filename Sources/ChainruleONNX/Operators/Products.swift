import Chainrule

extension Operator {
    /// Matrix products.
    static let products: [String: Operator] = [
        "MatMul": .single { call in
            let (x, y) = (try call.value(0), try call.value(1))
            try call.check(x.type == y.type && x.type != .bool, "the inputs are of \(x.type) and \(y.type)")
            try call.check(x.rank > 0 && y.rank > 0, "a scalar is no matrix")
            let (columns, rows) = (x.shape[x.rank - 1], y.shape[max(0, y.rank - 2)])
            try call.check(
                columns == rows, "shapes \(x.shape) and \(y.shape): \(columns) columns, but \(rows) rows")
            let batch = try call.broadcast([Shape(x.shape.dropLast(2)), Shape(y.shape.dropLast(2))])
            _ = try call.shape(
                batch.sizes + [x.rank > 1 ? x.shape[x.rank - 2] : 1, y.rank > 1 ? y.shape[y.rank - 1] : 1])
            return x.with(matmul(x.tensor, y.tensor)).wrapped
        },
        "Gemm": .single(["alpha", "beta", "transA", "transB"], since: 7) { call in
            let (a, b) = (try call.value(0), try call.value(1))
            try call.check(
                a.rank == 2 && b.rank == 2 && a.type == b.type && a.type != .bool,
                "A and B must be matrices of one type, got \(a.type)\(a.shape) and \(b.type)\(b.shape)")
            let left = try call.flag("transA") ? a.tensor.transposed() : a.tensor
            let right = try call.flag("transB") ? b.tensor.transposed() : b.tensor
            try call.check(
                left.shape[1] == right.shape[0],
                "shapes \(left.shape) and \(right.shape): \(left.shape[1]) columns, but \(right.shape[0]) rows"
            )
            _ = try call.shape([left.shape[0], right.shape[1]])
            var result = matmul(left, right)
            let (alpha, beta) = (try call.number("alpha", default: 1), try call.number("beta", default: 1))
            if alpha != 1 { result = result * alpha }
            if let c = call.optional(2) {
                try call.check(c.type == a.type, "C is of \(c.type), and must be of \(a.type)")
                let shape = try call.broadcast([result.shape, c.shape])
                try call.check(
                    shape == result.shape, "C of shape \(c.shape) does not broadcast to \(result.shape)")
                result = result + (beta == 1 ? c.tensor : c.tensor * beta)
            }
            return a.with(a.type.isInteger ? truncated(result) : result).wrapped
        },
    ]
}
