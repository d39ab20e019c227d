import Chainrule

/// Softmax(Q·Kᵀ / √d)·V: for each query the mean of the values, weighted by how well their keys match it.
///
/// ```swift
/// let (output, weights) = scaledDotProductAttention(q, k, v, isCausal: true)
/// ```
///
/// A query that no key is allowed for has weights of 0, an output of 0 and no gradient. PyTorch's `MultiheadAttention` gives NaN.
///
/// Without `allowed` and dropout the scores are never stored, neither for the output nor for its gradient; the weights are
/// computed by themselves if they are used.
///
/// Source: Vaswani, Shazeer, Parmar, Uszkoreit, Jones, Gomez, Kaiser and Polosukhin, "Attention is all you need", 2017,
/// section 3.2.1.
///
/// - Parameters:
///   - queries: Q, `[..., L, d]`.
///   - keys: K, `[..., S, d]`.
///   - values: V, `[..., S, size]`.
///   - allowed: which keys count for a query, booleans that broadcast to `[..., L, S]`; all by default.
///   - isCausal: whether the query at each place attends to the keys at its place and before alone; false by default.
///   - dropout: applied to the weights, in training; none by default.
/// - Returns: the output `[..., L, size]` and the weights `[..., L, S]`, after dropout.
/// - Precondition: with `isCausal`, there are as many keys as queries.
public func scaledDotProductAttention(
    _ queries: Tensor, _ keys: Tensor, _ values: Tensor, allowed: Tensor? = nil, isCausal: Bool = false,
    dropout: Dropout? = nil
) -> (output: Tensor, weights: Tensor) {
    require(
        queries.rank >= 2 && keys.rank == queries.rank && values.rank == queries.rank
            && keys.shape.last == queries.shape.last && values.shape.dropLast() == keys.shape.dropLast()
            && (!isCausal || keys.shape[keys.rank - 2] == queries.shape[queries.rank - 2]),
        "scaledDotProductAttention: needs [..., L, d], [..., S, d] and [..., S, size]"
            + "\(isCausal ? " with S = L, because it is causal" : ""), got "
            + "\(queries.type), \(keys.type) and \(values.type)")
    let causal = isCausal ? causalMask(queries.shape[queries.rank - 2]) : nil
    let mask = allowed.map { allowed in causal.map { allowed .& $0 } ?? allowed } ?? causal
    let weights = attentionWeights(queries, keys, allowed: mask)
    let dropped = dropout.map { $0(weights) } ?? weights
    let isPlain = allowed == nil && dropped.node === weights.node
    guard isPlain && queries.shape.dropLast(2) == keys.shape.dropLast(2) else {
        return (matmul(dropped, values), dropped)
    }
    func heads(_ x: Tensor) -> Tensor {
        if x.rank == 4 { return x }
        let shape = x.shape
        return x.reshaped(to: [1, shape.dropLast(2).reduce(1, *), shape[x.rank - 2], shape[x.rank - 1]])
    }
    let output = attention(heads(queries), heads(keys), heads(values), isCausal: isCausal)
    return (output.reshaped(to: Shape(queries.shape.dropLast() + [values.shape[values.rank - 1]])), weights)
}
