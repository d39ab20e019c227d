import Chainrule

/// Adds a learned vector to the element at each place of a sequence: x + weight[0 ..< L].
///
/// `[..., L, size]` stays as it is. The weight `[count, size]` starts out drawn from the normal distribution of mean 0 and
/// deviation 0.02, as in GPT-2.
///
/// Source: Gehring, Auli, Grangier, Yarats and Dauphin, "Convolutional sequence to sequence learning", 2017.
public struct LearnedPositions: Layer, CustomStringConvertible {
    public let weight: Parameter

    /// - Parameters:
    ///   - count: the length of the longest sequence.
    ///   - size: the length of a vector.
    ///   - weights: the initial values of the weight.
    ///   - dtype: the element type of the weight and of the input.
    ///   - generator: the random generator of the initial values.
    /// - Precondition: sizes are positive.
    public init(
        _ count: Int, _ size: Int, weights: InitialValues = .normal(deviation: 0.02), dtype: DType = .float32,
        from generator: Generator = .current
    ) {
        require(count > 0 && size > 0, "LearnedPositions(\(count) × \(size)): sizes must be positive")
        weight = weights.weight([count, size], dtype, generator)
    }

    public func forward(_ input: Tensor) -> Tensor {
        let (count, size) = (weight.type.shape[0], weight.type.shape[1])
        requireInput(
            input, input.rank >= 2 && input.shape.last == size && input.shape[input.rank - 2] <= count,
            "[..., L, \(size)] with L up to \(count)")
        requireInput(input, like: weight)
        return input + weight.value[0..<input.shape[input.rank - 2]]
    }

    /// As in `LearnedPositions(256 × 64)`, followed by the dotted name if the layer has been found in a module.
    public var description: String {
        weight.layer("LearnedPositions(\(weight.type.shape[0]) × \(weight.type.shape[1]))")
    }
}
