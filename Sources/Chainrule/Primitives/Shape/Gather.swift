/// The slices of x at `indices` along an axis: an embedding's look-up.
struct Gather: Primitive {
    static let name = "gather"
    let axis: Int
    /// What the indices are, if they are more than places along the axis.
    var meaning = IndexMeaning.place
    var attributes: String { "axis \(axis)" }

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        let (x, indices) = (inputs[0], inputs[1])
        try requireAxes([axis], of: x, inputs)
        if indices.dtype != .int32 { throw mismatch(inputs, "indices must be int32, got \(indices.dtype)") }
        let sizes = Array(x.shape.prefix(axis)) + Array(indices.shape) + Array(x.shape.suffix(from: axis + 1))
        return TensorType(Shape(sizes), x.dtype)
    }

    func forward(_ inputs: [NDArray]) -> NDArray {
        let (x, indices) = (inputs[0].dense(), inputs[1])
        let rows =
            switch meaning {
            case .place: indices.resolvedIndices(below: x.shape[axis], name)
            case .row(let owner): indices.resolvedRows(below: x.shape[axis], owner)
            case .label(let loss): indices.resolvedLabels(below: x.shape[axis], loss)
            }
        let outer = x.shape.prefix(axis)
        let inner = x.shape.suffix(from: axis + 1)
        let shape = Shape(Array(outer) + Array(indices.shape) + Array(inner))
        func copy<T: Scalar>(_ type: T.Type) -> NDArray {
            let (size, count) = (x.shape[axis], inner.reduce(1, *))
            return NDArray(shape, T.self) { result in
                x.withElements(T.self) { x in
                    var target = result
                    for block in 0..<outer.reduce(1, *) {
                        for row in rows {
                            target.update(from: x + (block * size + row) * count, count: count)
                            target += count
                        }
                    }
                }
            }
        }
        return switch x.dtype {
        case .float32: copy(Float.self)
        case .float64: copy(Double.self)
        case .int32: copy(Int32.self)
        case .uint8: copy(UInt8.self)
        case .bool: copy(Bool.self)
        }
    }

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        [.apply(ScatterAdd(axis: axis), inputs[0].zerosLike, inputs[1], upstream), nil]
    }

    static var samples: [PrimitiveSample] {
        [
            PrimitiveSample(Gather(axis: 0), .real([4, 3]), .index([5], -4...3)),
            PrimitiveSample(Gather(axis: 1), .real([2, 4, 2]), .index([2, 3], 0...3)),
            PrimitiveSample(Gather(axis: 0), .real([3]), .index([], 0...2)),
            PrimitiveSample(Gather(axis: 0), .real([3, 2]), .index([0], 0...2)),
        ]
    }
}

extension Tensor {
    /// The slices at `indices` along `axis`; the axis is replaced by the indices' shape, as NumPy's `take`.
    ///
    /// Negative indices count from the end; an index outside the axis traps when the value is computed.
    public func gather(_ indices: Tensor, axis: Int = 0) -> Tensor {
        .apply(Gather(axis: resolved(axis, "gather")), self, indices)
    }

    /// The rows at `indices`, none of which may be negative; `owner` is whom a wrong one is reported for.
    package func rows(at indices: Tensor, for owner: String) -> Tensor {
        .apply(Gather(axis: 0, meaning: .row(of: owner)), self, indices)
    }

    /// These int32 labels [N], each of which traps when it is computed unless it is one of the classes; `loss` is whom
    /// a wrong one is reported for.
    package func labels(below classes: Int, for loss: String) -> Tensor {
        .apply(Gather(axis: 0, meaning: .label(for: loss)), .iota([classes], axis: 0), self)
    }
}

/// What the indices of a look-up are: decides what is said of a wrong one.
enum IndexMeaning: Hashable {
    /// Places along an axis; negative ones count from the end.
    case place
    /// Rows of a table that belongs to somebody.
    case row(of: String)
    /// Labels, one for each example, that a loss was given.
    case label(for: String)
}

extension NDArray {
    /// The elements as rows of a table of `count`.
    func resolvedRows(below count: Int, _ owner: String) -> [Int] {
        scalars(as: Int32.self).enumerated().map { place, row in
            require(
                (0..<count).contains(Int(row)),
                "\(owner): the index \(row) at place \(place) of \(shape) is out of range for \(count) rows, 0 to \(count - 1)"
            )
            return Int(row)
        }
    }

    /// The elements as indices into an axis of `size`, negative ones counted from the end.
    func resolvedIndices(below size: Int, _ operation: String) -> [Int] {
        scalars(as: Int32.self).map { index in
            let resolved = index < 0 ? Int(index) + size : Int(index)
            require(
                (0..<size).contains(resolved),
                "\(operation): index \(index) is out of range for an axis of size \(size)")
            return resolved
        }
    }
}
