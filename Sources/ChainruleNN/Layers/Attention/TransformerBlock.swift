import Chainrule

/// Self-attention and a two-layer network for every place, each with layer normalization, dropout and a residual.
///
/// With `normFirst`: y = x + attention(norm1(x)), output = y + linear2(activation(linear1(norm2(y)))). Otherwise the
/// normalizations follow the sums, as in the paper: y = norm1(x + attention(x)), and so on. `[N, L, size]` stays as it is.
///
/// ```swift
/// let block = TransformerBlock(384, heads: 6, isCausal: true)
/// block(Tensor.ones([12, 256, 384])).shape  // [12, 256, 384]
/// ```
///
/// Parameters have the names of PyTorch's `TransformerEncoderLayer`: `self_attn`, `linear1`, `linear2`, `norm1` and `norm2`.
/// Defaults differ: normalization comes first, the activation is ``GELU``, and the hidden layer is four times as wide.
///
/// Sources: Vaswani et al., "Attention is all you need", 2017; Xiong et al., "On layer normalization in the transformer
/// architecture", 2020, for `normFirst`.
public struct TransformerBlock: Layer, CustomStringConvertible {
    public let attention: MultiheadAttention
    public let linear1, linear2: Linear
    public let norm1, norm2: LayerNorm
    public let activation: any Layer
    public let dropout: Dropout
    public let normFirst: Bool

    /// - Parameters:
    ///   - size: the length of inputs and outputs.
    ///   - heads: the number of heads of attention, of which `size` is a multiple.
    ///   - hidden: the width of the hidden layer; 4·size by default.
    ///   - isCausal: whether a place sees itself and those before it alone.
    ///   - normFirst: whether normalization comes before attention and network, or after the residual.
    ///   - activation: that of the hidden layer.
    ///   - dropout: the probability of dropping in training, 0.1 by default: of weights of attention, hidden units, and the
    ///     outputs of attention and network.
    ///   - rotary: turns queries and keys by their places; none by default.
    ///   - epsilon: that of the normalizations.
    ///   - dtype: the element type of parameters and inputs.
    ///   - generator: the random generator of the initial values.
    /// - Precondition: sizes are positive, and the heads are equally long.
    public init(
        _ size: Int, heads: Int, hidden: Int? = nil, isCausal: Bool = false, normFirst: Bool = true,
        activation: any Layer = GELU(), dropout: Double = 0.1, rotary: RotaryPositions? = nil,
        epsilon: Double = 1e-5, dtype: DType = .float32, from generator: Generator = .current
    ) {
        attention = MultiheadAttention(
            size, heads: heads, isCausal: isCausal, dropout: dropout, rotary: rotary, dtype: dtype,
            from: generator)
        linear1 = Linear(size, hidden ?? 4 * size, dtype: dtype, from: generator)
        linear2 = Linear(hidden ?? 4 * size, size, dtype: dtype, from: generator)
        norm1 = LayerNorm(size, epsilon: epsilon, dtype: dtype)
        norm2 = LayerNorm(size, epsilon: epsilon, dtype: dtype)
        (self.activation, self.dropout, self.normFirst) = (activation, Dropout(dropout), normFirst)
    }

    public func forward(_ input: Tensor) -> Tensor { output(input, padding: nil) }

    /// The output for sequences of different lengths.
    ///
    /// - Parameters:
    ///   - input: `[N, L, size]`.
    ///   - padding: booleans `[N, L]`, true for places to which no other attends.
    public func callAsFunction(_ input: Tensor, padding: Tensor) -> Tensor {
        output(input, padding: padding)
    }

    private func output(_ input: Tensor, padding: Tensor?) -> Tensor {
        func attended(_ x: Tensor) -> Tensor { dropout(attention.attend(x, padding: padding).output) }
        func transformed(_ x: Tensor) -> Tensor { dropout(linear2(dropout(activation(linear1(x))))) }
        if normFirst {
            let sum = input + attended(norm1(input))
            return sum + transformed(norm2(sum))
        }
        let sum = norm1(input + attended(input))
        return norm2(sum + transformed(sum))
    }

    public var members: [(name: String, value: Any)] {
        [
            ("self_attn", attention), ("linear1", linear1), ("linear2", linear2), ("norm1", norm1),
            ("norm2", norm2), ("activation", activation), ("dropout", dropout),
        ]
    }

    /// As in `TransformerBlock(384, 6 heads)`.
    public var description: String {
        "TransformerBlock(\(norm1.normalizedShape[0]), \(attention.heads) heads)"
    }
}
