import Chainrule

/// Attention in several heads: projections of queries, keys and values are cut into heads, each of which attends by itself, and
/// a last projection joins them.
///
/// head = softmax(Q·Kᵀ / √d)·V with d = size / heads, Q = query·Wqᵀ + bq and likewise K and V; output = [heads]·Woᵀ + bo.
/// Applied to one tensor `[N, L, size]` the layer is self-attention.
///
/// ```swift
/// let layer = MultiheadAttention(64, heads: 4, isCausal: true)
/// layer(Tensor.ones([8, 32, 64])).shape                                 // [8, 32, 64]
/// let (output, weights) = layer.attend(x, to: memory, padding: isPadding)   // weights [8, 4, 32, S]
/// ```
///
/// A query whose keys are all masked has weights of 0, so its output is the bias of the last projection. PyTorch gives NaN.
///
/// Parameters have PyTorch's names: `in_proj_weight` [3·size, size], the projections of queries, keys and values one below the
/// other, `in_proj_bias` [3·size], `out_proj.weight` [size, size] and `out_proj.bias` [size]. The weights start out as
/// Xavier's uniform and as in ``Linear``, the biases as zeros. Unlike PyTorch's, the batch is always the first axis, and the
/// weights are those of each head, not their mean.
///
/// Source: Vaswani et al., "Attention is all you need", 2017, section 3.2.2.
public struct MultiheadAttention: Layer, CustomStringConvertible {
    public let inputWeight: Parameter
    public let inputBias: Parameter?
    public let output: Linear
    public let heads: Int
    public let isCausal: Bool
    public let rotary: RotaryPositions?
    public let dropout: Dropout

    /// - Parameters:
    ///   - size: the length of queries, keys, values and outputs.
    ///   - heads: the number of heads, of which `size` is a multiple.
    ///   - isCausal: whether a query attends to its own place and those before it alone.
    ///   - dropout: the probability of dropping a weight in training, 0 by default.
    ///   - bias: whether projections have biases.
    ///   - rotary: turns queries and keys of every head by their places; none by default.
    ///   - dtype: the element type of parameters and inputs.
    ///   - generator: the random generator of the initial values.
    /// - Precondition: sizes are positive, and the heads are equally long.
    public init(
        _ size: Int, heads: Int, isCausal: Bool = false, dropout: Double = 0, bias: Bool = true,
        rotary: RotaryPositions? = nil, dtype: DType = .float32, from generator: Generator = .current
    ) {
        require(
            size > 0 && heads > 0 && size % heads == 0,
            "MultiheadAttention(\(size), \(heads) heads): needs a size that is a multiple of the number of heads"
        )
        inputWeight = InitialValues.xavier.weight([3 * size, size], dtype, generator)
        inputBias = bias ? Parameter(.zeros([3 * size], dtype: dtype), name: "in_proj_bias") : nil
        output = Linear(size, size, bias: bias, dtype: dtype, from: generator)
        output.bias?.value = .zeros([size], dtype: dtype)
        (self.heads, self.isCausal, self.rotary) = (heads, isCausal, rotary)
        self.dropout = Dropout(dropout)
    }

    /// Self-attention: queries, keys and values are the same `[N, L, size]`.
    public func forward(_ input: Tensor) -> Tensor { attend(input).output }

    /// Attention from queries to a memory, and the weights of it.
    ///
    /// - Parameters:
    ///   - queries: `[N, L, size]`.
    ///   - memory: what keys are made of, `[N, S, size]`; the queries themselves by default.
    ///   - values: what values are made of, `[N, S, size]`; the memory by default.
    ///   - padding: booleans `[N, S]`, true where a key is padding, to which no query attends; as PyTorch's
    ///     `key_padding_mask`.
    ///   - mask: booleans `[L, S]`, true where a query must not attend to a key; as PyTorch's `attn_mask`.
    /// - Returns: the output `[N, L, size]` and the weights `[N, heads, L, S]`, which are computed only where they are used.
    /// - Precondition: with `isCausal`, there are as many keys as queries.
    public func attend(
        _ queries: Tensor, to memory: Tensor? = nil, values: Tensor? = nil, padding: Tensor? = nil,
        mask: Tensor? = nil
    ) -> (output: Tensor, weights: Tensor) {
        let keys = memory ?? queries
        let values = values ?? keys
        let batch = queries.shape.first
        requireSequence(queries, batch: batch)
        requireSequence(keys, batch: batch)
        requireSequence(values, batch: batch)
        requireInput(values, values.shape[1] == keys.shape[1], "as many values as there are keys")
        let parts = heads(queries, keys, values)
        let (query, key) = rotary.map { ($0(parts[0]), $0(parts[1])) } ?? (parts[0], parts[1])
        requireInput(
            keys, !isCausal || keys.shape[1] == queries.shape[1],
            "as many keys as queries, \(queries.shape[1]), because it is causal")
        let (joined, weights) = scaledDotProductAttention(
            query, key, parts[2], allowed: allowed(queries.shape[1], keys, padding, mask), isCausal: isCausal,
            dropout: dropout)
        return (output(joined.permuted([0, 2, 1, 3]).reshaped(to: queries.shape)), weights)
    }

    private func requireSequence(_ input: Tensor, batch: Int?) {
        requireInput(
            input, input.rank == 3 && input.shape[2] == size && input.shape[0] == batch,
            "[N, length, \(size)] of one N")
        requireInput(input, like: inputWeight)
    }

    private var size: Int { inputWeight.type.shape[1] }

    /// Queries, keys and values of every head, `[N, heads, length, size / heads]`.
    private func heads(_ queries: Tensor, _ keys: Tensor, _ values: Tensor) -> [Tensor] {
        guard keys.node === queries.node && values.node === queries.node else {
            return [queries, keys, values].enumerated().map { splitIntoHeads(projected($1, $0..<$0 + 1)) }
        }
        // One product instead of three.
        let all = projected(queries, 0..<3)
        return (0..<3).map { splitIntoHeads(all[0..., 0..., $0 * size..<($0 + 1) * size]) }
    }

    /// One or more of the three projections side by side, `[N, length, parts · size]`.
    private func projected(_ input: Tensor, _ parts: Range<Int>) -> Tensor {
        let rows = parts.lowerBound * size..<parts.upperBound * size
        let (length, weight) = (input.shape[0] * input.shape[1], inputWeight.value[rows])
        let product = matmul(input.reshaped(to: [length, size]), weight.transposed())
        let output = inputBias.map { product + $0.value[rows] } ?? product
        return output.reshaped(to: [input.shape[0], input.shape[1], rows.count])
    }

    /// `[N, heads, length, size / heads]`
    private func splitIntoHeads(_ x: Tensor) -> Tensor {
        x.reshaped(to: [x.shape[0], x.shape[1], heads, size / heads]).permuted([0, 2, 1, 3])
    }

    /// Which keys padding and mask leave to each query, broadcasting to `[N, heads, L, S]`; nil if all.
    private func allowed(_ length: Int, _ keys: Tensor, _ padding: Tensor?, _ mask: Tensor?) -> Tensor? {
        let count = keys.shape[1]
        if let mask {
            requireInput(
                mask, mask.type == TensorType([length, count], .bool), "a mask bool[\(length), \(count)]")
        }
        let present = padding.map { padding in
            let shape: Shape = [keys.shape[0], count]
            requireInput(padding, padding.type == TensorType(shape, .bool), "padding bool\(shape)")
            return .!padding.reshaped(to: [shape[0], 1, 1, count])
        }
        guard let mask else { return present }
        return present.map { $0 .& .!mask } ?? .!mask
    }

    public var members: [(name: String, value: Any)] {
        [
            ("in_proj_weight", inputWeight), ("in_proj_bias", inputBias as Any), ("out_proj", output),
            ("dropout", dropout),
        ]
    }

    /// As in `MultiheadAttention(64, 4 heads)`, followed by the dotted name if the layer has been found in a module.
    public var description: String { inputWeight.layer("MultiheadAttention(\(size), \(heads) heads)") }
}
