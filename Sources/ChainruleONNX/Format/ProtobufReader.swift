import Chainrule
import Foundation

/// Reads the fields of a protocol buffer one after the other, never beyond its end.
///
/// Source: <https://protobuf.dev/programming-guides/encoding/>.
struct ProtobufReader {
    /// A field's content, by its wire type.
    enum Content {
        case varint(UInt64)
        case fixed64(UInt64)
        case fixed32(UInt32)
        /// The place of a text, of bytes, of a message or of packed numbers.
        case bytes(Range<Int>)
    }

    /// Messages within messages beyond this depth are refused: reading them takes stack.
    private static let deepest = 64

    /// What the fields are of, such as `node 3 of the graph`.
    let name: String
    /// The whole file.
    let file: ProtobufFile
    private var place: Int
    private let end: Int
    private let depth: Int

    init(_ file: ProtobufFile, name: String) {
        self.init(file, name: name, 0..<file.bytes.count, depth: 0)
    }

    private init(_ file: ProtobufFile, name: String, _ range: Range<Int>, depth: Int) {
        (self.file, self.name, self.depth) = (file, name, depth)
        (place, end) = (range.lowerBound, range.upperBound)
    }

    /// The next field's number and content; nil at the end.
    mutating func next() throws -> (number: Int, content: Content)? {
        if place == end { return nil }
        let key = try varint()
        guard let number = Int(exactly: key >> 3), number > 0 else {
            throw malformed("field number \(key >> 3)", "a positive one")
        }
        switch key & 7 {
        case 0: return (number, .varint(try varint()))
        case 1: return (number, .fixed64(try fixed(8)))
        case 2:
            let length = try varint()
            guard length <= UInt64(end - place) else {
                throw malformed(
                    "field \(number) of \(length) bytes", "at most the \(end - place) that follow")
            }
            defer { place += Int(length) }
            return (number, .bytes(place..<place + Int(length)))
        case 5: return (number, .fixed32(UInt32(try fixed(4))))
        default: throw malformed("wire type \(key & 7) of field \(number)", "0, 1, 2 or 5")
        }
    }

    private mutating func varint() throws -> UInt64 {
        var (number, shift) = (UInt64(0), UInt64(0))
        while place < end && shift < 70 {
            let byte = file.bytes[place]
            place += 1
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
            shift += 7
        }
        throw malformed("a number that does not end", "at most ten bytes within the message")
    }

    private mutating func fixed(_ count: Int) throws -> UInt64 {
        guard end - place >= count else {
            throw malformed("\(end - place) bytes", "\(count) for a number")
        }
        defer { place += count }
        return file.bytes[place..<place + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    func malformed(_ found: String, _ expected: String) -> ONNXError {
        .malformed(source: file.path, place: "\(name), byte \(place)", found: found, expected: expected)
    }
}

/// The content of a file of one protocol buffer.
struct ProtobufFile {
    let path: String
    let bytes: [UInt8]
    /// The files beside it.
    let externalData: ExternalData

    /// Reads a file.
    init(path: String) throws {
        self.path = path
        do { bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path))) } catch {
            throw ONNXError.unreadable(path: path, reason: oneLine(error))
        }
        externalData = ExternalData(modelPath: path)
    }
}

extension ProtobufReader {
    /// The message that a field contains.
    func message(_ content: Content, _ name: String) throws -> ProtobufReader {
        guard depth < Self.deepest else {
            throw malformed("messages nested deeper than \(Self.deepest)", "fewer levels")
        }
        return ProtobufReader(file, name: name, try range(content), depth: depth + 1)
    }

    func range(_ content: Content) throws -> Range<Int> {
        guard case .bytes(let range) = content else { throw malformed("a number", "bytes") }
        return range
    }

    func string(_ content: Content) throws -> String {
        String(decoding: file.bytes[try range(content)], as: UTF8.self)
    }

    func integer(_ content: Content) throws -> Int {
        guard case .varint(let bits) = content else { throw malformed("another field", "an integer") }
        return Int(truncatingIfNeeded: Int64(bitPattern: bits))
    }

    func float(_ content: Content) throws -> Float {
        guard case .fixed32(let bits) = content else { throw malformed("another field", "a float") }
        return Float(bitPattern: bits)
    }

    /// Appends the integers of a repeated field, packed or one at a time.
    func append(_ content: Content, to numbers: inout [Int]) throws {
        guard case .bytes(let range) = content else { return numbers.append(try integer(content)) }
        var reader = ProtobufReader(file, name: name, range, depth: depth)
        while reader.place < reader.end {
            numbers.append(Int(truncatingIfNeeded: Int64(bitPattern: try reader.varint())))
        }
    }

    /// Appends the floats of a repeated field, packed or one at a time.
    func append(_ content: Content, to numbers: inout [Float]) throws {
        guard case .bytes(let range) = content else { return numbers.append(try float(content)) }
        var reader = ProtobufReader(file, name: name, range, depth: depth)
        while reader.place < reader.end { numbers.append(Float(bitPattern: UInt32(try reader.fixed(4)))) }
    }

    /// Appends the doubles of a repeated field, packed or one at a time.
    func append(_ content: Content, to numbers: inout [Double]) throws {
        if case .fixed64(let bits) = content { return numbers.append(Double(bitPattern: bits)) }
        var reader = ProtobufReader(file, name: name, try range(content), depth: depth)
        while reader.place < reader.end { numbers.append(Double(bitPattern: try reader.fixed(8))) }
    }
}
