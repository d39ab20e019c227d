import Chainrule

/// The type of a tensor's elements in ONNX, by its number in the format.
package enum ElementType: Int, Sendable {
    case float32 = 1
    case uint8 = 2
    case int8 = 3
    case uint16 = 4
    case int16 = 5
    case int32 = 6
    case int64 = 7
    case string = 8
    case bool = 9
    case float16 = 10
    case float64 = 11
    case uint32 = 12
    case uint64 = 13
    case complex64 = 14
    case complex128 = 15
    case bfloat16 = 16

    /// What tensors here calculate with: half precision in float32, and integers of all sizes in float64, which has
    /// every whole number up to 2⁵³. Nil if there is none.
    var dtype: DType? {
        switch self {
        case .float32, .float16, .bfloat16: .float32
        case .float64: .float64
        case .bool: .bool
        case .string, .complex64, .complex128: nil
        default: isInteger ? .float64 : nil
        }
    }

    var isInteger: Bool { bits != nil }

    var isFloatingPoint: Bool { [.float32, .float16, .bfloat16, .float64].contains(self) }

    var isSigned: Bool { [.int8, .int16, .int32, .int64].contains(self) }

    /// The size of an integer; nil for other types.
    var bits: Int? {
        switch self {
        case .int8, .uint8: 8
        case .int16, .uint16: 16
        case .int32, .uint32: 32
        case .int64, .uint64: 64
        default: nil
        }
    }

    /// The size of an element in `raw_data`; nil if it has none there or is not read.
    var byteCount: Int? {
        switch self {
        case .float32: 4
        case .float64: 8
        case .float16, .bfloat16: 2
        case .bool: 1
        default: bits.map { $0 / 8 }
        }
    }

    /// What NumPy calls the type with this number of the format.
    static func name(of number: Int) -> String {
        if let type = ElementType(rawValue: number) { return "\(type)" }
        let small = [
            17: "float8e4m3fn", 18: "float8e4m3fnuz", 19: "float8e5m2", 20: "float8e5m2fnuz", 21: "uint4",
            22: "int4", 23: "float4e2m1", 24: "float8e8m0", 25: "uint2", 26: "int2",
        ]
        return small[number] ?? "element type \(number)"
    }
}
