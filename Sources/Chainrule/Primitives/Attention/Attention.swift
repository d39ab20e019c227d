/// Scaled dot-product attention of every head by itself: softmax(Q·Kᵀ / √d)·V.
///
/// Operands: queries [N, heads, L, d], keys [N, heads, S, d] and values [N, heads, S, size]; the result is [N, heads, L, size].
/// Kept whole because its scores, L × S of them for every head, need then never be stored: a few rows at a time are made
/// where they are used, and once more for the gradient (Dao et al., "FlashAttention", 2022).
struct Attention: RealPrimitive {
    static let name = "attention"
    /// Whether a query attends to the keys at its own place and before it alone.
    let isCausal: Bool
    var attributes: String { isCausal ? "causal" : "" }

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        let sizes = try AttentionSizes(isCausal, inputs, of: self)
        return TensorType(sizes.output, inputs[0].dtype)
    }

    func forward<T: FloatingScalar>(_ inputs: [NDArray], _ type: T.Type) -> NDArray {
        AttentionLoop<T>(isCausal, inputs).output
    }

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        let all = Tensor.apply(AttentionGradient(isCausal: isCausal), inputs + [upstream])
        var start = 0
        return inputs.map { input in
            let part = all[start..<start + input.shape.elementCount]
            start += input.shape.elementCount
            return part.reshaped(to: AttentionSizes.stored(input.shape)).permuted([0, 2, 1, 3])
        }
    }

    static var samples: [PrimitiveSample] {
        AttentionSizes.samples.map { isCausal, operands in
            PrimitiveSample(Self(isCausal: isCausal), operands: operands.map { .real($0) })
        }
    }
}

/// The gradients of queries, keys and values.
///
/// Operands: those of the attention and the upstream gradient [N, heads, L, size]. The result has all three in one row, each as
/// [N, length, heads, size], the order in which a layer's projections lie.
struct AttentionGradient: RealPrimitive {
    static let name = "attention-gradient"
    let isCausal: Bool
    var attributes: String { Attention(isCausal: isCausal).attributes }

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        let sizes = try AttentionSizes(isCausal, Array(inputs.prefix(3)), of: self)
        let output = TensorType(sizes.output, inputs[0].dtype)
        if inputs[3].type != output {
            throw mismatch(inputs, "the upstream gradient must be \(output), got \(inputs[3].type)")
        }
        return TensorType([inputs.prefix(3).reduce(0) { $0 + $1.shape.elementCount }], inputs[0].dtype)
    }

    func forward<T: FloatingScalar>(_ inputs: [NDArray], _ type: T.Type) -> NDArray {
        AttentionLoop<T>(isCausal, inputs).gradients(upstream: inputs[3])
    }

    /// By the same computation, in primitives of their own.
    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        // As nodes of their own, so that what one operand owes to another is not counted here.
        let operands = inputs.map { Tensor.apply(Reshape(shape: $0.shape), $0) }
        let composed = composedGradients(operands[0], operands[1], operands[2], upstream: operands[3])
        return Chainrule.gradients(
            of: composed, withRespectTo: operands, upstream: upstream, unused: .zeros)
    }

    private func composedGradients(
        _ queries: Tensor, _ keys: Tensor, _ values: Tensor, upstream: Tensor
    ) -> Tensor {
        let weights = attentionWeights(
            queries, keys, allowed: isCausal ? causalMask(queries.shape[2]) : nil)
        let ofWeights = matmul(upstream, values.transposed())
        let mean = (weights * ofWeights).sum(axes: [3], keepDims: true)
        let ofScores = weights * (ofWeights - mean) * attentionScale(keys.shape)
        let gradients = [
            matmul(ofScores, keys), matmul(ofScores.transposed(), queries),
            matmul(weights.transposed(), upstream),
        ]
        return concatenate(gradients.map { $0.permuted([0, 2, 1, 3]).flattened() })
    }

    static var samples: [PrimitiveSample] {
        AttentionSizes.samples.map { isCausal, operands in
            let output = Shape(operands[0].dropLast() + [operands[2][3]])
            return PrimitiveSample(
                Self(isCausal: isCausal), operands: (operands + [output]).map { .real($0) })
        }
    }
}

/// Scaled dot-product attention as one operation: softmax(Q·Kᵀ / √d)·V for every head, without storing the scores.
///
/// - Parameters:
///   - queries: Q, [N, heads, L, d].
///   - keys: K, [N, heads, S, d].
///   - values: V, [N, heads, S, size].
///   - isCausal: whether the query at each place attends to the keys at its place and before alone; then S must be L.
/// - Returns: [N, heads, L, size].
package func attention(_ queries: Tensor, _ keys: Tensor, _ values: Tensor, isCausal: Bool) -> Tensor {
    .apply(Attention(isCausal: isCausal), queries, keys, values)
}

/// The weights of attention, softmax(Q·Kᵀ / √d), as operations of their own.
///
/// - Parameters:
///   - queries: Q, [..., L, d].
///   - keys: K, [..., S, d].
///   - allowed: which keys count for a query, booleans that broadcast to [..., L, S]; all by default.
/// - Returns: [..., L, S]; zeros for a query that no key is allowed for.
package func attentionWeights(_ queries: Tensor, _ keys: Tensor, allowed: Tensor? = nil) -> Tensor {
    let scores = matmul(queries * attentionScale(keys.shape), keys.transposed())
    guard let allowed else { return softmax(scores, axis: -1) }
    // A finite number keeps rows without allowed keys free of NaN; the second choice makes them 0.
    let masked = softmax(select(scores, where: allowed, otherwise: -1e30), axis: -1)
    return select(masked, where: allowed, otherwise: 0)
}

/// 1 / √d for keys [..., S, d].
func attentionScale(_ keys: Shape) -> Double { 1 / Double(max(1, keys.last!)).squareRoot() }

/// The keys that precede each query or are at its own place: booleans `[length, length]`, true on and below the diagonal.
public func causalMask(_ length: Int) -> Tensor {
    Tensor(shape: [length, length], of: Bool.self) { mask in
        for row in 0..<length { for column in 0...row { mask[row * length + column] = true } }
    }
}
