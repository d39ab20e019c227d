/// The numbers 0, 1, 2, … along an axis.
struct Iota: Primitive {
    static let name = "iota"
    let type: TensorType
    let axis: Int
    var attributes: String { "axis \(axis)" }

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType { type }

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
        Sample(Iota(type: TensorType([4], .int32), axis: 0)),
        Sample(Iota(type: TensorType([2, 3], .float64), axis: 1)),
    ]
    static let exemption: String? = "it has no operands"
}

extension Tensor {
    /// The numbers 0, 1, 2, … along `axis`, the same in every line.
    public static func iota(_ shape: Shape, axis: Int, dtype: DType = .int32) -> Tensor {
        require(shape.indices.contains(axis), "iota: there is no axis \(axis) in shape \(shape)")
        return .apply(Iota(type: TensorType(shape, dtype), axis: axis))
    }

    /// For every class index, a vector of `classCount` with a one at the index and zeros elsewhere.
    ///
    /// The classes become a new last axis. An index outside `0 ..< classCount` gives zeros only.
    public func oneHot(_ classCount: Int, dtype: DType = .float32) -> Tensor {
        let classes = Tensor.iota(Shape(Array(shape) + [classCount]), axis: rank, dtype: self.dtype)
        return (expandingDimension(at: -1) .== classes).cast(to: dtype)
    }
}
