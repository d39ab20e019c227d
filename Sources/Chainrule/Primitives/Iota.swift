/// The numbers 0, 1, 2, … along an axis.
struct Iota: Primitive {
    static let name = "iota"
    let type: TensorType
    let axis: Int
    var attributes: String { "axis \(axis)" }

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        let last = type.shape[axis] - 1
        if last >= 0 && !type.dtype.represents(Double(last)) {
            throw mismatch(
                inputs,
                "axis \(axis) of shape \(type.shape) ends with \(last), which \(type.dtype) cannot represent")
        }
        return type
    }

    func forward(_ inputs: [NDArray]) -> NDArray {
        let size = type.shape[axis]
        func count<T: Scalar>(_ scalar: T.Type) -> NDArray {
            let line = NDArray((0..<size).map { T(nearestTo: Double($0)) }, [size])
            var strides = [Int](repeating: 0, count: type.shape.rank)
            strides[axis] = 1
            return line.view(type.shape, strides: strides)
        }
        switch type.dtype {
        case .float32: return count(Float.self)
        case .float64: return count(Double.self)
        case .int32: return count(Int32.self)
        case .uint8: return count(UInt8.self)
        case .bool: return count(Bool.self)
        }
    }

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] { [] }

    static let samples = [
        PrimitiveSample(Iota(type: TensorType([4], .int32), axis: 0)),
        PrimitiveSample(Iota(type: TensorType([2, 3], .float64), axis: 1)),
    ]
    static let exemption: String? = "it has no operands"
}

extension Tensor {
    /// The numbers 0, 1, 2, … along `axis`, the same in every line.
    ///
    /// - Precondition: the axis exists, and the element type has all of the numbers.
    public static func iota(_ shape: Shape, axis: Int, dtype: DType = .int32) -> Tensor {
        let resolved = axis < 0 ? axis + shape.rank : axis
        require(shape.indices.contains(resolved), "iota: axis \(axis) is out of range for shape \(shape)")
        return .apply(Iota(type: TensorType(shape, dtype), axis: resolved))
    }

    /// For every class index, a vector of `classCount` with a one at the index and zeros elsewhere.
    ///
    /// The classes become a new last axis. An index outside `0 ..< classCount` gives zeros only.
    ///
    /// - Precondition: the indices are int32 or uint8.
    /// - Complexity: `classCount` numbers for each index; ``gather(_:axis:)`` from a table takes one row each instead.
    public func oneHot(_ classCount: Int, dtype: DType = .float32) -> Tensor {
        require(
            self.dtype == .int32 || self.dtype == .uint8,
            "oneHot(\(type)): class indices must be int32 or uint8; convert with cast(to:)")
        let classes = Tensor.iota([classCount], axis: 0)
        return (cast(to: .int32).expandingDimension(at: -1) .== classes).cast(to: dtype)
    }
}
