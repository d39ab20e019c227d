import Chainrule

extension Operator {
    /// Attention with heads, masks and a cache of keys and values.
    static let attention: [String: Operator] = [
        "Attention": Operator(
            [
                "is_causal", "kv_num_heads", "left_window_size", "q_num_heads", "qk_matmul_output_mode",
                "right_window_size", "scale", "softcap", "softmax_precision",
            ], since: 23, outputs: 4
        ) { try AttentionCall($0).outputs() }
    ]
}

/// An application of the operator Attention.
private struct AttentionCall {
    private let call: OperatorCall
    private let query: ONNXValue
    /// All heads [B, H, L, E].
    private let queries: Tensor
    /// With those of the cache, for each head of keys: [B, H, S, E].
    private let keys: Tensor
    private let values: Tensor
    private let pastLength: Int

    init(_ call: OperatorCall) throws {
        self.call = call
        query = try call.real(0)
        let heads = (try call.integer("q_num_heads"), try call.integer("kv_num_heads"))
        queries = try Self.heads(call, query.tensor, heads.0)
        var keys = try Self.heads(call, call.real(1, like: query), heads.1)
        let valueType = try call.real(2)
        try call.check(valueType.type.dtype == query.type.dtype, "V is of \(valueType.type)")
        var values = try Self.heads(call, valueType.tensor, heads.1)
        let hasPast = call.optional(4) != nil
        try call.check(hasPast == (call.optional(5) != nil), "past keys and values come together")
        if hasPast {
            let past = try (call.real(4, like: query), call.real(5, like: query))
            for (old, new) in [(past.0, keys), (past.1, values)] {
                try call.check(
                    old.rank == 4 && [0, 1, 3].allSatisfy { old.shape[$0] == new.shape[$0] },
                    "the past \(old.shape) does not fit \(new.shape)")
            }
            pastLength = past.0.shape[2]
            (keys, values) = (concatenate([past.0, keys], axis: 2), concatenate([past.1, values], axis: 2))
        } else {
            pastLength = 0
        }
        (self.keys, self.values) = (keys, values)
        let (q, k, v) = (queries.shape, keys.shape, values.shape)
        try call.check(
            q[0] == k[0] && q[3] == k[3] && k[0] == v[0] && k[1] == v[1] && k[2] == v[2] && k[1] > 0
                && q[1].isMultiple(of: k[1]) && !q.contains(0) && k[2] > 0,
            "queries \(q), keys \(k) and values \(v) do not fit")
        _ = try call.shape([q[0], q[1], q[2], k[2]])
    }

    /// [B, H, L, E] of the same, or of [B, L, H · E].
    private static func heads(_ call: OperatorCall, _ x: Tensor, _ count: Int?) throws -> Tensor {
        if x.rank == 4 { return x }
        guard x.rank == 3, let count, count > 0, x.shape[2].isMultiple(of: count) else {
            throw call.error("\(x.shape) does not divide into \(count ?? 0) heads")
        }
        return x.reshaped(to: [x.shape[0], x.shape[1], count, x.shape[2] / count] as Shape).permuted([
            0, 2, 1, 3,
        ])
    }

    /// The tensor with each head as often as several heads of queries share it.
    private func shared(_ x: Tensor) -> Tensor {
        let times = queries.shape[1] / x.shape[1]
        if times == 1 { return x }
        let (b, h, s, e) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
        return x.expandingDimension(at: 2).broadcast(to: [b, h, times, s, e]).reshaped(
            to: [b, h * times, s, e] as Shape)
    }

    func outputs() throws -> [ONNXValue] {
        let scale = try call.number("scale") ?? 1 / Double(queries.shape[3]).squareRoot()
        let products = matmul(queries, shared(keys).transposed()) * scale
        let cap = try call.number("softcap", default: 0)
        let capped = cap > 0 ? tanh(products / cap) * cap : products
        let bias = try bias()
        let scores = capped + bias
        // A place that may look at nothing gets nothing.
        let isBlind = bias.max(axes: [-1], keepDims: true) .== -.infinity
        let weights = select(
            0, where: isBlind, otherwise: softmax(select(0, where: isBlind, otherwise: scores)))
        let mixed = matmul(weights, shared(values))
        let mode = try call.integer("qk_matmul_output_mode") ?? 0
        try call.check(
            (0...3).contains(mode) && (mode > 0 || cap == 0), "qk_matmul_output_mode \(mode) is not supported"
        )
        let shown = [products, capped, scores, weights][mode]
        let shape = [mixed.shape[0], mixed.shape[2], mixed.shape[1] * mixed.shape[3]] as Shape
        let output = query.rank == 3 ? mixed.permuted([0, 2, 1, 3]).reshaped(to: shape) : mixed
        return try [
            query.with(output), query.with(keys), call.value(2).with(values), query.with(shown),
        ]
    }

    /// 0 where a query may look at a key and −∞ where not, and what a mask adds, in a shape of four axes.
    private func bias() throws -> Tensor {
        let (length, size) = (queries.shape[2], keys.shape[2])
        let shape: Shape = [1, 1, length, size]
        let dtype = query.tensor.dtype
        // How far each key is before the query, whose place is behind what came before.
        let places = Tensor.iota(shape, axis: 2, dtype: dtype) + Double(pastLength)
        var distance = places - Tensor.iota(shape, axis: 3, dtype: dtype)
        var bias = Tensor.zeros(shape, dtype: dtype)
        func allow(_ isAllowed: Tensor) {
            bias = bias + select(Tensor.zeros([], dtype: dtype), where: isAllowed, otherwise: -.infinity)
        }
        if call.optional(6) != nil {
            let lengths = try call.value(6)
            try call.check(
                lengths.type.isInteger && lengths.shape == [queries.shape[0]] && pastLength == 0,
                "lengths of keys are one for each example, and for keys without a past")
            let counts = lengths.tensor.cast(to: dtype).reshaped(to: [queries.shape[0], 1, 1, 1] as Shape)
            distance = distance + (counts - Double(length))
            allow(Tensor.iota(shape, axis: 3, dtype: dtype) .< counts)
        }
        if try call.flag("is_causal") { allow(distance .>= 0) }
        if let left = try call.integer("left_window_size"), left >= 0 { allow(distance .<= Double(left)) }
        if let right = try call.integer("right_window_size"), right >= 0 {
            allow(distance .>= -Double(right))
        }
        if let mask = call.optional(3) { bias = bias + (try added(mask, size)) }
        let full = try call.broadcast([
            bias.shape, Shape([queries.shape[0], queries.shape[1], length, size]),
        ])
        try call.check(
            full.sizes == [queries.shape[0], queries.shape[1], length, size], "a mask does not fit \(full)")
        return bias
    }

    /// What a mask adds; keys beyond its end are hidden.
    private func added(_ mask: ONNXValue, _ size: Int) throws -> Tensor {
        try call.check(
            mask.rank > 0 && mask.rank <= 4 && mask.shape[mask.rank - 1] <= size
                && (mask.type == .bool || mask.type.isFloatingPoint),
            "a mask of \(mask.type)\(mask.shape) does not fit \(size) keys")
        let dtype = query.tensor.dtype
        let numbers =
            mask.type == .bool
            ? select(Tensor.zeros([], dtype: dtype), where: mask.tensor, otherwise: -.infinity)
            : mask.tensor.cast(to: dtype)
        let missing = mask.shape[mask.rank - 1] == 1 ? 0 : size - mask.shape[mask.rank - 1]
        let widths = mask.shape.indices.map { (before: 0, after: $0 == mask.rank - 1 ? missing : 0) }
        let padded = numbers.padded(widths, with: -.infinity)
        return padded.reshaped(to: Shape([Int](repeating: 1, count: 4 - mask.rank) + padded.shape.sizes))
    }
}
