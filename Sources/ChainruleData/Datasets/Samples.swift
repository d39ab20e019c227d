import Chainrule

/// Samples in memory, all of one shape: two tensors with a row for each.
public struct Samples: SampleSet {
    /// `[count, …]`
    public let inputs: Tensor
    /// `[count, …]`
    public let targets: Tensor

    /// The number of samples.
    public var count: Int { inputs.shape[0] }

    /// The rows of `inputs`, each with the row of `targets` beside it.
    ///
    /// - Precondition: there are as many targets as inputs.
    public init(inputs: Tensor, targets: Tensor) {
        require(
            inputs.rank > 0 && targets.rank > 0 && inputs.shape[0] == targets.shape[0],
            "Samples: inputs \(inputs.shape) and targets \(targets.shape) differ in the number of samples")
        evaluate([inputs, targets])
        self.inputs = Tensor(inputs.value.dense())
        self.targets = Tensor(targets.value.dense())
    }

    /// Reads all samples of a set into memory.
    ///
    /// - Precondition: there is at least one.
    /// - Throws: `DataError` if a sample cannot be read, or has another shape than the first.
    /// - Complexity: reads all samples, which must fit in memory.
    public init(_ samples: some SampleSet) throws(DataError) {
        require(samples.count > 0, "Samples: an empty set has no shapes")
        let batch = try samples.batch(Array(0..<samples.count)[...])
        self.init(inputs: batch.inputs, targets: batch.targets)
    }

    public func example(at index: Int) -> Sample {
        Sample(input: Tensor(inputs.value.row(index)), target: Tensor(targets.value.row(index)))
    }

    public func batch(_ indices: ArraySlice<Int>) -> Batch {
        require(!indices.isEmpty, "batch: there are no indices")
        return Batch(
            inputs: Tensor(inputs.value.rows(indices)), targets: Tensor(targets.value.rows(indices)))
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
