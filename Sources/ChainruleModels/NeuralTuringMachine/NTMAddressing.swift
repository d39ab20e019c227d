import Chainrule

/// Where the heads of a Neural Turing Machine look: weights over the rows of its memory, by content and by location.
///
///     content    wᶜ(i) = softmax(β·K(k, M(i)))        K(u, v) = u·v / (√(u·u + ε)·√(v·v + ε))
///     gate       wᵍ(i) = g·wᶜ(i) + (1 − g)·w(i), w from the step before
///     shift      w̃(i) = Σⱼ wᵍ(i − j)·s(j), j from −1 to 1, around the ring of rows
///     sharpen    w(i) = w̃(i)^γ / Σⱼ w̃(j)^γ = softmax(γ·ln(w̃(i) + δ))
///
/// Rows of zeros are usual, since nothing is written into most of the memory. Where the paper divides by ‖u‖·‖v‖, their cosine
/// is 0/0, and with a small number added to the denominator its gradient is as large as the inverse of that number; with
/// ε = 10⁻⁶ inside the roots it is at most 10³ times ‖k‖/√(k·k + ε). Weights of 0 are usual too; the power of the paper has
/// an infinite or NaN gradient there, the softmax of logarithms has not.
///
/// Source: Graves, Wayne and Danihelka, "Neural Turing machines", 2014, equations 5 to 9.
public struct NTMAddressing {
    /// What is looked for, `[B, heads, columns]`.
    public let keys: Tensor
    /// β, how much the most similar row is preferred, `[B, heads, 1]`, positive.
    public let strengths: Tensor
    /// g, `[B, heads, 1]`, from 0, where the heads looked before, to 1, where the content is.
    public let gates: Tensor
    /// s, how likely a head moves to the row behind, stays, or moves to the row before: `[B, heads, 3]`, which add up to 1.
    public let shifts: Tensor
    /// γ, `[B, heads, 1]`, at least 1.
    public let sharpnesses: Tensor

    static let smallSquare = 1e-6
    static let smallWeight = 1e-12

    public init(keys: Tensor, strengths: Tensor, gates: Tensor, shifts: Tensor, sharpnesses: Tensor) {
        (self.keys, self.strengths, self.gates) = (keys, strengths, gates)
        (self.shifts, self.sharpnesses) = (shifts, sharpnesses)
    }

    /// The weights of the heads, `[B, heads, rows]`.
    ///
    /// - Parameters:
    ///   - memory: `[B, rows, columns]`.
    ///   - previous: the weights of the step before, `[B, heads, rows]`.
    public func weights(in memory: Tensor, after previous: Tensor) -> Tensor {
        let content = softmax(strengths * similarities(to: memory))
        let gated = previous + gates * (content - previous)
        return softmax(sharpnesses * log(shifted(gated) + Self.smallWeight))
    }

    /// K for each head and row.
    private func similarities(to memory: Tensor) -> Tensor {
        func inverseNorms(_ vectors: Tensor) -> Tensor {
            rsqrt((vectors * vectors).sum(axes: 2) + Self.smallSquare)
        }
        let products = matmul(keys, memory.transposed())
        return products * inverseNorms(keys).expandingDimension(at: 2)
            * inverseNorms(memory).expandingDimension(at: 1)
    }

    private func shifted(_ weights: Tensor) -> Tensor {
        let rows = weights.shape[2]
        let ring = concatenate([weights[0..., 0..., (-1)...], weights, weights[0..., 0..., 0..<1]], axis: 2)
        let moves = (0..<3).map { move in
            ring[0..., 0..., move..<move + rows] * shifts[0..., 0..., move..<move + 1]
        }
        return moves[0] + moves[1] + moves[2]
    }
}
