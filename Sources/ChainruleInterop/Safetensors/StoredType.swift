import Chainrule

/// The element types of safetensors files, by their names there.
enum StoredType: String, CaseIterable {
    case float64 = "F64"
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case int64 = "I64"
    case int32 = "I32"
    case int16 = "I16"
    case int8 = "I8"
    case uint64 = "U64"
    case uint32 = "U32"
    case uint16 = "U16"
    case uint8 = "U8"
    case bool = "BOOL"

    /// How elements of this type are written.
    init(_ dtype: DType) {
        self =
            switch dtype {
            case .float64: .float64
            case .float32: .float32
            case .int32: .int32
            case .uint8: .uint8
            case .bool: .bool
            }
    }

    /// The element type as which they are read; every number is exact, or reading is an error.
    var dtype: DType {
        switch self {
        case .float64: .float64
        case .float32, .float16, .bfloat16: .float32
        case .int64, .int32, .int16, .int8, .uint64, .uint32, .uint16: .int32
        case .uint8: .uint8
        case .bool: .bool
        }
    }

    var byteCount: Int {
        switch self {
        case .float64, .int64, .uint64: 8
        case .float32, .int32, .uint32: 4
        case .float16, .bfloat16, .int16, .uint16: 2
        case .int8, .uint8, .bool: 1
        }
    }
}
