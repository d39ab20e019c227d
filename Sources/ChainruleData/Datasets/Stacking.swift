import Chainrule

extension Batch {
    /// Samples of one shape side by side; `indices` names them in errors.
    ///
    /// - Throws: `DataError` if a sample has another shape than the first.
    init(stacking samples: [Sample], at indices: ArraySlice<Int>) throws(DataError) {
        func check(_ tensor: Tensor, _ first: Tensor, _ what: String, _ index: Int) throws(DataError) {
            if tensor.type == first.type { return }
            throw .malformed(
                source: "sample \(index)", found: "\(what) \(tensor.type)",
                expected: "\(first.type) like the others of its batch (see padded(with:targets:))")
        }
        for (index, sample) in zip(indices, samples) {
            try check(sample.input, samples[0].input, "an input", index)
            try check(sample.target, samples[0].target, "a target", index)
        }
        self.init(
            inputs: stacked(samples.map(\.input)), targets: stacked(samples.map(\.target)),
            fields: try Self.stackedFields(of: samples, at: indices))
    }

    /// The fields of samples side by side.
    ///
    /// - Throws: `DataError` if a sample has other fields than the first, or one of another shape.
    static func stackedFields(
        of samples: [Sample], at indices: ArraySlice<Int>
    ) throws(DataError) -> [String: Tensor] {
        let first = samples[0].fields.mapValues(\.type)
        for (index, sample) in zip(indices, samples) {
            let types = sample.fields.mapValues(\.type)
            if types == first { continue }
            throw .malformed(
                source: "sample \(index)", found: listed(types),
                expected: "\(listed(first)) like the others of its batch")
        }
        return Dictionary(
            uniqueKeysWithValues: first.keys.map { name in (name, stacked(samples.map { $0.fields[name]! })) }
        )
    }

    private static func listed(_ fields: [String: TensorType]) -> String {
        if fields.isEmpty { return "no fields" }
        return "the fields "
            + fields.sorted { $0.key < $1.key }.map { "\($0): \($1)" }.joined(separator: ", ")
    }
}

/// The tensors side by side along a new first axis, evaluated immediately, so that the reading thread does
/// the work.
///
/// - Parameter length: If given, the size of each tensor's first axis in the result; tensors that are shorter
///   are filled up with `padding`.
/// - Precondition: all have the same type, except for the first axis if a length is given.
func stacked(_ tensors: [Tensor], length: Int? = nil, padding: Double = 0) -> Tensor {
    evaluate(tensors)
    let type = tensors[0].type
    let row = length.map { Shape([$0] + type.shape.dropFirst()) } ?? type.shape
    let shape = Shape([tensors.count] + row)
    let result =
        length == nil
        ? NDArray(uninitialized: shape, type.dtype) : NDArray(repeating: padding, shape, type.dtype)
    let rowCount = row.elementCount
    for (index, tensor) in tensors.enumerated() {
        tensor.value.copy(into: result, strides: tensor.shape.rowMajorStrides, offset: index * rowCount)
    }
    return Tensor(result)
}
