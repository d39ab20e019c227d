import CVectorKernels

/// x < y and its relatives; the result is a tensor of truth values and has no gradient.
struct Compare: ElementwisePrimitive, PiecewisePrimitive {
    enum Relation: String, CaseIterable { case equal, notEqual, less, lessOrEqual }

    static let name = "compare"
    let relation: Relation
    var attributes: String { relation.rawValue }

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        try requireSameDType(inputs)
        try requireSameShape(inputs)
        if inputs[0].dtype == .bool && (relation == .less || relation == .lessOrEqual) {
            throw mismatch(inputs, "bools cannot be ordered")
        }
        return TensorType(inputs[0].shape, .bool)
    }

    func forward(_ inputs: [NDArray]) -> NDArray {
        func compare<T: NumericScalar>(_ type: T.Type) -> NDArray {
            switch relation {
            case .equal: inputs[0].zip(inputs[1]) { (x: T, y: T) in x == y }
            case .notEqual: inputs[0].zip(inputs[1]) { (x: T, y: T) in x != y }
            case .less: inputs[0].zip(inputs[1]) { (x: T, y: T) in x < y }
            case .lessOrEqual: inputs[0].zip(inputs[1]) { (x: T, y: T) in x <= y }
            }
        }
        switch inputs[0].dtype {
        case .float32: return compare(Float.self)
        case .float64: return compare(Double.self)
        case .int32: return compare(Int32.self)
        case .uint8: return compare(UInt8.self)
        case .bool: return inputs[0].zip(inputs[1]) { (x: Bool, y: Bool) in (x == y) == (relation == .equal) }
        }
    }

    func loopOperation(_ inputs: [DType]) -> cvk_operation? {
        // int32 has whole numbers that a float register cannot tell apart.
        guard inputs[0] == .float32 || inputs[0] == .bool else { return nil }
        return switch relation {
        case .equal: CVK_EQUAL
        case .notEqual: CVK_NOT_EQUAL
        case .less: CVK_LESS
        case .lessOrEqual: CVK_LESS_OR_EQUAL
        }
    }

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] { [nil, nil] }
    func pieces(_ inputs: [NDArray]) -> NDArray { forward(inputs) }

    static var samples: [PrimitiveSample] {
        Relation.allCases.map { PrimitiveSample(Compare(relation: $0), .real([2, 3]), .real([2, 3])) }
            + [PrimitiveSample(Compare(relation: .equal), .index([3, 4], 0...2), .index([3, 4], 0...2))]
    }

    static let exemption: String? = "its result is not floating point"
}

infix operator .== : ComparisonPrecedence
infix operator .!= : ComparisonPrecedence

extension Tensor {
    /// Where elements are equal; shapes broadcast.
    public static func .== (left: Tensor, right: Tensor) -> Tensor { broadcasting(equal, left, right) }
    public static func .== (left: Tensor, right: Double) -> Tensor { broadcasting(equal, left, right) }
    public static func .== (left: Double, right: Tensor) -> Tensor { broadcasting(equal, left, right) }

    /// Where elements differ; shapes broadcast.
    public static func .!= (left: Tensor, right: Tensor) -> Tensor { broadcasting(notEqual, left, right) }
    public static func .!= (left: Tensor, right: Double) -> Tensor { broadcasting(notEqual, left, right) }
    public static func .!= (left: Double, right: Tensor) -> Tensor { broadcasting(notEqual, left, right) }

    /// Where the left element is smaller; shapes broadcast.
    public static func .< (left: Tensor, right: Tensor) -> Tensor { broadcasting(less, left, right) }
    public static func .< (left: Tensor, right: Double) -> Tensor { broadcasting(less, left, right) }
    public static func .< (left: Double, right: Tensor) -> Tensor { broadcasting(less, left, right) }

    /// Where the left element is smaller or equal; shapes broadcast.
    public static func .<= (left: Tensor, right: Tensor) -> Tensor { broadcasting(lessOrEqual, left, right) }
    public static func .<= (left: Tensor, right: Double) -> Tensor { broadcasting(lessOrEqual, left, right) }
    public static func .<= (left: Double, right: Tensor) -> Tensor { broadcasting(lessOrEqual, left, right) }

    /// Where the left element is larger; shapes broadcast.
    public static func .> (left: Tensor, right: Tensor) -> Tensor { right .< left }
    public static func .> (left: Tensor, right: Double) -> Tensor { right .< left }
    public static func .> (left: Double, right: Tensor) -> Tensor { right .< left }

    /// Where the left element is larger or equal; shapes broadcast.
    public static func .>= (left: Tensor, right: Tensor) -> Tensor { right .<= left }
    public static func .>= (left: Tensor, right: Double) -> Tensor { right .<= left }
    public static func .>= (left: Double, right: Tensor) -> Tensor { right .<= left }
}

private let equal = Compare(relation: .equal)
private let notEqual = Compare(relation: .notEqual)
private let less = Compare(relation: .less)
private let lessOrEqual = Compare(relation: .lessOrEqual)
