import Chainrule

/// Adds sines and cosines of the place to the elements of a sequence of any length: to element 2i of the vector at place p
/// sin(p / base^(2i/size)), to element 2i + 1 cos(p / base^(2i/size)).
///
/// `[..., L, size]` stays as it is. There are no parameters.
///
/// Source: Vaswani et al., "Attention is all you need", 2017, section 3.5.
public struct SinusoidalPositions: Layer {
    public let base: Double

    /// - Parameter base: what the wavelengths grow to, in units of 2π places; 10,000 by default.
    /// - Precondition: it is positive.
    public init(base: Double = 10_000) {
        require(base > 0, "SinusoidalPositions: the base \(base) is not positive")
        self.base = base
    }

    public func forward(_ input: Tensor) -> Tensor {
        require(input.rank >= 2, "SinusoidalPositions: expected [..., L, size], got \(input.type)")
        let (length, size) = (input.shape[input.rank - 2], input.shape[input.rank - 1])
        let angles = Angles(length, pairs: (size + 1) / 2, exponentOfSize: size, base: base)
        let table = stack([angles.sines, angles.cosines], axis: 2).reshaped(to: [length, angles.pairs * 2])
        return input + table[0..., 0..<size].cast(to: input.dtype)
    }
}
