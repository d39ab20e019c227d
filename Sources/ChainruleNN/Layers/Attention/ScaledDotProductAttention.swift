import Chainrule

/// Softmax(Q·Kᵀ / √d)·V: for each query the mean of the values, weighted by how well their keys match it.
///
/// ```swift
/// let (output, weights) = scaledDotProductAttention(q, k, v, allowed: causalMask(32))
/// ```
///
/// A query that no key is allowed for has weights of 0, an output of 0 and no gradient. PyTorch's `MultiheadAttention` gives NaN.
///
/// Source: Vaswani, Shazeer, Parmar, Uszkoreit, Jones, Gomez, Kaiser and Polosukhin, "Attention is all you need", 2017,
/// section 3.2.1.
///
/// - Parameters:
///   - queries: Q, `[..., L, d]`.
///   - keys: K, `[..., S, d]`.
///   - values: V, `[..., S, size]`.
///   - allowed: which keys count for a query, booleans that broadcast to `[..., L, S]`; all by default.
///   - dropout: applied to the weights, in training; none by default.
/// - Returns: the output `[..., L, size]` and the weights `[..., L, S]`, after dropout.
public func scaledDotProductAttention(
    _ queries: Tensor, _ keys: Tensor, _ values: Tensor, allowed: Tensor? = nil, dropout: Dropout? = nil
) -> (output: Tensor, weights: Tensor) {
    require(
        queries.rank >= 2 && keys.rank == queries.rank && values.rank == queries.rank
            && keys.shape.last == queries.shape.last && values.shape.dropLast() == keys.shape.dropLast(),
        "scaledDotProductAttention: needs [..., L, d], [..., S, d] and [..., S, size], got "
            + "\(queries.type), \(keys.type) and \(values.type)")
    let scale = 1 / Double(max(1, keys.shape[keys.rank - 1])).squareRoot()
    let scores = matmul(queries * scale, keys.transposed())
    let weights =
        allowed.map { allowed in
            // A finite number keeps rows without allowed keys free of NaN; the second choice makes them 0.
            let masked = softmax(select(scores, where: allowed, otherwise: -1e30), axis: -1)
            return select(masked, where: allowed, otherwise: 0)
        } ?? softmax(scores, axis: -1)
    let dropped = dropout.map { $0(weights) } ?? weights
    return (matmul(dropped, values), dropped)
}

/// The keys that precede each query or are at its own place: booleans `[length, length]`, true on and below the diagonal.
public func causalMask(_ length: Int) -> Tensor {
    Tensor(shape: [length, length], of: Bool.self) { mask in
        for row in 0..<length { for column in 0...row { mask[row * length + column] = true } }
    }
}
