import Chainrule

/// A lookup table of learned vectors: index i becomes row i of the weight.
///
/// int32 indices of any shape become `[..., size]`; the weight `[count, size]` starts out drawn from the
/// normal distribution of mean 0 and deviation 1 unless other ``InitialValues`` are chosen. An index outside
/// `0..<count` traps when the value is computed.
public struct Embedding: Layer, CustomStringConvertible {
    public let weight: Parameter

    /// - Parameters:
    ///   - count: how many vectors there are.
    ///   - size: the length of each.
    ///   - initial: the initial values of the weight; its rows count as outputs and its columns as inputs.
    ///   - dtype: the element type of the vectors.
    ///   - generator: the random generator of the initial values.
    public init(
        _ count: Int, _ size: Int, initial: InitialValues = .normal(deviation: 1), dtype: DType = .float32,
        from generator: Generator = .current
    ) {
        require(count > 0 && size > 0, "Embedding(\(count) × \(size)): sizes must be positive")
        weight = initial.weight([count, size], dtype, generator)
    }

    public func forward(_ indices: Tensor) -> Tensor {
        requireInput(indices, indices.dtype == .int32, "int32 indices")
        return weight.value.rows(at: indices, for: "\(self)")
    }

    /// As in `Embedding(10000 × 64)`, followed by the dotted name if the layer has been found in a module.
    public var description: String {
        weight.layer("Embedding(\(weight.type.shape[0]) × \(weight.type.shape[1]))")
    }
}
