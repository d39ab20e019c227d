import Chainrule
import Foundation

/// Turns each pair of elements of a vector by an angle in proportion to its place, so that products of queries and keys depend
/// on their distance alone.
///
/// The elements 2i and 2i + 1 of the vector at place p are turned by p / base^(2i/d): (a, b) becomes
/// (a·cos − b·sin, a·sin + b·cos). `[..., L, d]` stays as it is. There are no parameters. ``MultiheadAttention`` turns the
/// queries and keys of every head.
///
/// Source: Su, Lu, Pan, Murtadha, Wen and Liu, "RoFormer: Enhanced transformer with rotary position embedding", 2021.
public struct RotaryPositions: Layer {
    public let base: Double

    /// - Parameter base: how slowly the last pairs turn; 10,000 by default.
    /// - Precondition: it is positive.
    public init(base: Double = 10_000) {
        require(base > 0, "RotaryPositions: the base \(base) is not positive")
        self.base = base
    }

    public func forward(_ input: Tensor) -> Tensor {
        let shape = input.shape
        require(
            input.rank >= 2 && shape[input.rank - 1] % 2 == 0,
            "RotaryPositions: expected [..., L, d] with an even d, got \(input.type)")
        let (length, size) = (shape[input.rank - 2], shape[input.rank - 1])
        let angles = Angles(length, pairs: size / 2, exponentOfSize: size, base: base)
        let (sines, cosines) = (angles.sines.cast(to: input.dtype), angles.cosines.cast(to: input.dtype))
        let sequences = shape.dropLast(2).reduce(1, *)
        let pairs = input.reshaped(to: [sequences, length, size / 2, 2])
        let (a, b) = (pairs[0..., 0..., 0..., 0], pairs[0..., 0..., 0..., 1])
        return stack([a * cosines - b * sines, a * sines + b * cosines], axis: 3).reshaped(to: shape)
    }
}

/// Sines and cosines of p / base^(2i/size) for the places p and pairs i.
struct Angles {
    let pairs: Int
    /// `[length, pairs]`, in float64.
    let sines, cosines: Tensor

    init(_ length: Int, pairs: Int, exponentOfSize size: Int, base: Double) {
        self.pairs = pairs
        let angles = Tensor(
            (0..<length).flatMap { place in
                (0..<pairs).map { Double(place) * pow(base, -2 * Double($0) / Double(size)) }
            }, shape: [length, pairs])
        (sines, cosines) = (sin(angles), cos(angles))
    }
}
