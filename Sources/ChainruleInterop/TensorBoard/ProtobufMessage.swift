/// A protocol buffer in the making: fields are appended to its bytes one after the other.
///
/// Source: <https://protobuf.dev/programming-guides/encoding/>.
package struct ProtobufMessage {
    package private(set) var bytes: [UInt8] = []

    private enum WireType: UInt64 {
        case varint = 0
        case fixed64 = 1
        case lengthDelimited = 2
        case fixed32 = 5
    }

    /// Appends an `int32`, `int64` or `enum`.
    package mutating func add(_ number: Int, to field: Int) {
        addKey(of: field, .varint)
        addVarint(UInt64(bitPattern: Int64(number)))
    }

    /// Appends a `float`.
    package mutating func add(_ number: Float, to field: Int) {
        addKey(of: field, .fixed32)
        bytes += littleEndian(number.bitPattern)
    }

    /// Appends a `double`.
    package mutating func add(_ number: Double, to field: Int) {
        addKey(of: field, .fixed64)
        bytes += littleEndian(number.bitPattern)
    }

    /// Appends a packed `repeated double`.
    package mutating func add(_ numbers: [Double], to field: Int) {
        add(numbers.flatMap { littleEndian($0.bitPattern) }, to: field)
    }

    /// Appends a `string`.
    package mutating func add(_ text: String, to field: Int) { add(Array(text.utf8), to: field) }

    /// Appends `bytes`.
    package mutating func add(_ content: [UInt8], to field: Int) {
        addKey(of: field, .lengthDelimited)
        addVarint(UInt64(content.count))
        bytes += content
    }

    /// Appends a message within this one.
    package mutating func add(_ message: ProtobufMessage, to field: Int) { add(message.bytes, to: field) }

    /// Appends a message within this one, which `fill` makes.
    package mutating func add(to field: Int, _ fill: (inout ProtobufMessage) -> Void) {
        add(ProtobufMessage(fill), to: field)
    }

    package init(_ fill: (inout ProtobufMessage) -> Void = { _ in }) { fill(&self) }

    private mutating func addKey(of field: Int, _ type: WireType) {
        addVarint(UInt64(field) << 3 | type.rawValue)
    }

    /// Seven bits to a byte, lowest first; the eighth says whether more follow.
    private mutating func addVarint(_ number: UInt64) {
        var rest = number
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
