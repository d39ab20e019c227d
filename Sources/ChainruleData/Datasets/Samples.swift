import Chainrule

/// Samples in memory, all of one shape: tensors with a row for each.
public struct Samples: SampleSet {
    /// `[count, …]`
    public let inputs: Tensor
    /// `[count, …]`
    public let targets: Tensor
    /// Further tensors of the samples, by name, each `[count, …]`.
    public let fields: [String: Tensor]

    /// The number of samples.
    public var count: Int { inputs.shape[0] }

    /// The rows of `inputs`, each with the rows of `targets` and of `fields` beside it.
    ///
    /// - Parameters:
    ///   - inputs: `[count, …]`.
    ///   - targets: `[count, …]`.
    ///   - fields: further inputs, weights or masks by name, each `[count, …]`; none by default.
    /// - Precondition: all tensors have the same first axis.
    public init(inputs: Tensor, targets: Tensor, fields: [String: Tensor] = [:]) {
        let all = Batch(inputs: inputs, targets: targets, fields: fields)
        evaluate(all.tensors)
        self.inputs = Tensor(inputs.value.dense())
        self.targets = Tensor(targets.value.dense())
        self.fields = fields.mapValues { Tensor($0.value.dense()) }
    }

    /// Reads all samples of a set into memory.
    ///
    /// - Precondition: there is at least one.
    /// - Throws: `DataError` if a sample cannot be read, or has another shape than the first.
    /// - Complexity: reads all samples, which must fit in memory.
    public init(_ samples: some SampleSet) throws(DataError) {
        require(samples.count > 0, "Samples: an empty set has no shapes")
        let batch = try samples.batch(Array(0..<samples.count)[...])
        self.init(inputs: batch.inputs, targets: batch.targets, fields: batch.fields)
    }

    public func example(at index: Int) -> Sample {
        func row(_ tensor: Tensor) -> Tensor { Tensor(tensor.value.row(index)) }
        return Sample(input: row(inputs), target: row(targets), fields: fields.mapValues(row))
    }

    public func batch(_ indices: ArraySlice<Int>) -> Batch {
        require(!indices.isEmpty, "batch: there are no indices")
        func rows(_ tensor: Tensor) -> Tensor { Tensor(tensor.value.rows(indices)) }
        return Batch(inputs: rows(inputs), targets: rows(targets), fields: fields.mapValues(rows))
    }

    public var knownClassNumbers: [Int]? {
        targets.rank == 1 && targets.dtype == .int32 ? targets.scalars(as: Int32.self).map(Int.init) : nil
    }
}

extension NDArray {
    /// A view of one row of a dense array.
    fileprivate func row(_ index: Int) -> NDArray {
        require((0..<shape[0]).contains(index), "no row \(index) among \(shape[0])")
        let rowShape = Shape(Array(shape.dropFirst()))
        return view(rowShape, strides: rowShape.rowMajorStrides, offset: index * rowShape.elementCount)
    }

    /// The rows of a dense array at `indices`, in that order.
    fileprivate func rows(_ indices: ArraySlice<Int>) -> NDArray {
        let size = Shape(Array(shape.dropFirst())).elementCount
        let result = NDArray(uninitialized: Shape([indices.count] + shape.dropFirst()), dtype)
        func copy<T: Scalar>(_ type: T.Type) {
            withElements(T.self) { source in
                result.withMutableElements(T.self) { target in
                    guard var place = target.baseAddress else { return }
                    for index in indices {
                        require((0..<shape[0]).contains(index), "no row \(index) among \(shape[0])")
                        place.update(from: source + index * size, count: size)
                        place += size
                    }
                }
            }
        }
        switch dtype {
        case .float32: copy(Float.self)
        case .float64: copy(Double.self)
        case .int32: copy(Int32.self)
        case .uint8: copy(UInt8.self)
        case .bool: copy(Bool.self)
        }
        return result
    }
}
