/// The type of a tensor's elements.
public enum DType: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    case float32, float64, int32, uint8, bool

    /// The size of one element in bytes.
    public var byteCount: Int {
        switch self {
        case .float64: 8
        case .float32, .int32: 4
        case .uint8, .bool: 1
        }
    }

    /// Whether the elements are floating-point numbers; only these have gradients.
    public var isFloatingPoint: Bool { self == .float32 || self == .float64 }

    /// The distance from 1 to the next larger number that an element can be.
    ///
    /// - Precondition: elements are floating-point numbers.
    package var ulpOfOne: Double {
        require(isFloatingPoint, "\(self) is not a floating-point type")
        return self == .float64 ? .ulpOfOne : Double(Float.ulpOfOne)
    }

    /// Whether an element can be `number`; for real numbers, whether it can be near it.
    func represents(_ number: Double) -> Bool {
        switch self {
        case .float32, .float64: true
        case .int32: Int32(exactly: number) != nil
        case .uint8: UInt8(exactly: number) != nil
        case .bool: number == 0 || number == 1
        }
    }

    public var description: String { rawValue }
}
