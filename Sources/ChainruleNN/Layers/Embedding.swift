import Chainrule

/// A lookup table of learned vectors: index i becomes row i of the weight.
///
/// int32 indices of any shape become `[..., size]`; the weight `[count, size]` starts out drawn from the
/// normal distribution of mean 0 and deviation 1 unless other ``InitialValues`` are chosen. An index outside
/// `0..<count` traps when the value is computed.
///
/// The row of the padding index, if there is one, starts out as zeros, and its gradient is zero, so it stays what it is.
public struct Embedding: Layer, CustomStringConvertible {
    public let weight: Parameter
    public let paddingIndex: Int?

    /// - Parameters:
    ///   - count: how many vectors there are.
    ///   - size: the length of each.
    ///   - paddingIndex: the index that stands for no word; its vector is zero and is not trained. Below 0 it counts from
    ///     the end.
    ///   - weights: the initial values of the weight; its rows count as outputs and its columns as inputs.
    ///   - dtype: the element type of the vectors.
    ///   - generator: the random generator of the initial values.
    /// - Precondition: sizes are positive, and the padding index is one of the indices.
    public init(
        _ count: Int, _ size: Int, paddingIndex: Int? = nil, weights: InitialValues = .normal(deviation: 1),
        dtype: DType = .float32, from generator: Generator = .current
    ) {
        self.paddingIndex = paddingIndex.map { $0 < 0 ? $0 + count : $0 }
        weight = EmbeddingTable.weight(
            count, size, self.paddingIndex, weights, dtype, generator, for: "Embedding(\(count) × \(size))")
    }

    public func forward(_ indices: Tensor) -> Tensor {
        requireInput(indices, indices.dtype == .int32, "int32 indices")
        let rows = weight.value.rows(at: indices, for: "\(self)")
        guard let paddingIndex else { return rows }
        let isWord = (indices .!= Double(paddingIndex)).expandingDimension(at: indices.rank)
        return select(rows, where: isWord, otherwise: stopGradient(rows))
    }

    /// As in `Embedding(10000 × 64)`, followed by the dotted name if the layer has been found in a module.
    public var description: String {
        weight.layer("Embedding(\(weight.type.shape[0]) × \(weight.type.shape[1]))")
    }
}

/// What the layers that look up vectors have in common.
enum EmbeddingTable {
    /// The weight [count, size], with zeros in the row of the padding index.
    static func weight(
        _ count: Int, _ size: Int, _ paddingIndex: Int?, _ initial: InitialValues, _ dtype: DType,
        _ generator: Generator, for layer: String
    ) -> Parameter {
        require(count > 0 && size > 0, "\(layer): sizes must be positive")
        guard let paddingIndex else { return initial.weight([count, size], dtype, generator) }
        require(
            (0..<count).contains(paddingIndex),
            "\(layer): the padding index \(paddingIndex) is not one of the \(count) indices")
        let isWord = (Tensor(0..<count) .!= Double(paddingIndex)).expandingDimension(at: 1)
        let values = initial.draw([count, size], dtype, generator)
        return Parameter(select(values, where: isWord, otherwise: 0), name: "weight")
    }
}
