import Chainrule

/// Sums, means or maxima of the vectors of bags of indices, such as the words of a text: ``Embedding`` and a reduction.
///
/// Bags of one length are int32 indices [N, L] and become [N, size]. Bags of different lengths lie one after another in
/// indices [M] with offsets [N], int32, of which the first is 0: bag n begins at place offsets[n] and ends where the next one
/// begins. With `includesLastOffset` there are offsets [N + 1], of which the last is M, as in compressed sparse rows. An
/// empty bag becomes zeros. Indices equal to the padding index are left out, also of the number that a mean is divided by; the
/// vector of that index is zero and is not trained. In a sum, every vector may have a weight.
///
/// ```swift
/// let layer = EmbeddingBag(10_000, 64)
/// let words = Tensor([5, 9, 7, 5], dtype: .int32)
/// layer(words, offsets: Tensor([0, 3], dtype: .int32)).shape  // [2, 64]: the bags 5 9 7 and 5
/// ```
///
/// The parameter is `weight` [count, size], as in PyTorch. The maximum over bags of different lengths compares every
/// vector with every bag.
public struct EmbeddingBag: Layer, CustomStringConvertible {
    /// What becomes of the vectors of a bag.
    public enum Mode: String, Sendable { case sum, mean, max }

    public let weight: Parameter
    public let mode: Mode
    public let paddingIndex: Int?
    public let includesLastOffset: Bool

    /// - Parameters:
    ///   - count: how many vectors there are.
    ///   - size: the length of each.
    ///   - mode: what becomes of the vectors of a bag, their mean by default.
    ///   - paddingIndex: the index that is left out of every bag. Below 0 it counts from the end.
    ///   - includesLastOffset: whether the last of the offsets is the end of the last bag, and not the start of another.
    ///   - weights: the initial values of the weight; its rows count as outputs and its columns as inputs.
    ///   - dtype: the element type of the vectors.
    ///   - generator: the random generator of the initial values.
    /// - Precondition: sizes are positive, and the padding index is one of the indices.
    public init(
        _ count: Int, _ size: Int, mode: Mode = .mean, paddingIndex: Int? = nil,
        includesLastOffset: Bool = false, weights: InitialValues = .normal(deviation: 1),
        dtype: DType = .float32, from generator: Generator = .current
    ) {
        self.mode = mode
        self.includesLastOffset = includesLastOffset
        self.paddingIndex = paddingIndex.map { $0 < 0 ? $0 + count : $0 }
        weight = EmbeddingTable.weight(
            count, size, self.paddingIndex, weights, dtype, generator, for: "EmbeddingBag(\(count) × \(size))"
        )
    }

    public func forward(_ bags: Tensor) -> Tensor { reduced(bags, weights: nil) }

    /// The weighted sums of bags of one length.
    ///
    /// - Parameters:
    ///   - bags: int32 indices [N, L].
    ///   - weights: the factor of each vector, [N, L], of the element type of the vectors.
    /// - Precondition: the mode is `sum`.
    public func callAsFunction(_ bags: Tensor, weights: Tensor) -> Tensor { reduced(bags, weights: weights) }

    /// The reduced vectors of bags of different lengths.
    ///
    /// - Parameters:
    ///   - indices: int32 indices [M], bag after bag.
    ///   - offsets: where each bag begins, int32 [N], in ascending order, the first 0; [N + 1] with `includesLastOffset`. Indices
    ///     that belong to no bag trap when the value is computed.
    ///   - weights: the factor of each vector, [M], of the element type of the vectors; needs the mode `sum`.
    public func callAsFunction(_ indices: Tensor, offsets: Tensor, weights: Tensor? = nil) -> Tensor {
        requireInput(indices, indices.dtype == .int32 && indices.rank == 1, "int32 indices [M]")
        let ends = includesLastOffset ? 1 : 0
        requireInput(
            offsets, offsets.dtype == .int32 && offsets.rank == 1 && offsets.shape[0] >= ends,
            "int32 offsets [\(includesLastOffset ? "N + 1" : "N")]")
        let rows = weight.value.rows(at: indices, for: "\(self)")
        let (bags, factors) = (offsets.shape[0] - ends, factors(of: indices, weights))
        let membership = membership(offsets, bags, of: indices)
        func total(_ x: Tensor) -> Tensor {
            Tensor.zeros(Shape([bags] + x.shape.dropFirst()), dtype: x.dtype).scatterAdd(x, at: membership)
        }
        let ones = Tensor.ones(indices.shape, dtype: rows.dtype)
        switch mode {
        case .sum: return total(factors.map { rows * $0.expandingDimension(at: 1) } ?? rows)
        case .mean:
            let sums = total(factors.map { rows * $0.expandingDimension(at: 1) } ?? rows)
            return sums / maximum(total(factors ?? ones).expandingDimension(at: 1), 1)
        case .max:
            let belongs = (Tensor.iota([bags, 1], axis: 0) .== membership.expandingDimension(at: 0))
                .cast(to: rows.dtype)
            return largest(rows.expandingDimension(at: 0), factors.map { belongs * $0 } ?? belongs)
        }
    }

    /// As in `EmbeddingBag(10000 × 64)`, followed by the dotted name if the layer has been found in a module.
    public var description: String {
        weight.layer("EmbeddingBag(\(weight.type.shape[0]) × \(weight.type.shape[1]))")
    }

    /// The reduced vectors of bags of one length.
    private func reduced(_ bags: Tensor, weights: Tensor?) -> Tensor {
        requireInput(bags, bags.dtype == .int32 && bags.rank == 2, "int32 bags [N, L]")
        let rows = weight.value.rows(at: bags, for: "\(self)")
        let factors = factors(of: bags, weights)
        let weighted = factors.map { rows * $0.expandingDimension(at: 2) } ?? rows
        switch mode {
        case .sum: return weighted.sum(axes: 1)
        case .mean:
            let count = factors.map { maximum($0.sum(axes: 1, keepDims: true), 1) }
            return weighted.sum(axes: 1) / (count ?? Tensor(Double(max(1, bags.shape[1])), dtype: rows.dtype))
        case .max: return largest(rows, factors ?? .ones(bags.shape, dtype: rows.dtype))
        }
    }

    /// The largest elements of those vectors of each bag that belong to it; zeros where there are none.
    private func largest(_ rows: Tensor, _ belongs: Tensor) -> Tensor {
        let size = weight.type.shape[1]
        if belongs.shape[1] == 0 { return .zeros([belongs.shape[0], size], dtype: rows.dtype) }
        let belongs = belongs.expandingDimension(at: 2)
        let candidates = rows.broadcast(to: Shape(belongs.shape.dropLast() + [size]))
        let largest = select(candidates, where: belongs .> 0, otherwise: -.infinity).max(axes: 1)
        return select(largest, where: belongs.max(axes: 1) .> 0, otherwise: 0)
    }

    /// What every vector is multiplied by: its weight, and 0 for the padding index; nil if all count fully.
    private func factors(of indices: Tensor, _ weights: Tensor?) -> Tensor? {
        if let weights {
            require(mode == .sum, "\(self): weights of vectors need the mode sum, not \(mode)")
            requireInput(weights, like: weight)
            requireInput(
                weights, weights.shape == indices.shape, "a weight for each of the indices \(indices.shape)")
        }
        guard let paddingIndex else { return weights }
        let isWord = (indices .!= Double(paddingIndex)).cast(to: weight.type.dtype)
        return weights.map { $0 * isWord } ?? isWord
    }

    /// The bag that every index belongs to, int32 [M]: how many bags begin at its place or before, less one.
    private func membership(_ offsets: Tensor, _ bags: Int, of indices: Tensor) -> Tensor {
        requireInput(offsets, bags > 0 || indices.shape[0] == 0, "an offset for \(indices.shape[0]) indices")
        if bags == 0 { return indices }
        let places = Tensor(0..<indices.shape[0], dtype: .float32).expandingDimension(at: 1)
        let begun = (offsets.cast(to: .float32).expandingDimension(at: 0) .<= places).cast(to: .float32)
        let end = includesLastOffset ? " and whose last the number of indices" : ""
        let numbers = (begun.sum(axes: 1) - 1).cast(to: .int32)
        return Tensor.iota([bags], axis: 0).rows(
            at: numbers, for: "\(self), whose first offset must be 0\(end)")
    }
}
