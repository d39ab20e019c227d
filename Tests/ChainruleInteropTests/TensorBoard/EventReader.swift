import Foundation
import Testing

/// The records of a TFRecord file, read without the code that writes them.
struct RecordReader {
    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    /// What the whole records hold, and how many bytes are left behind them.
    static func records(of file: [UInt8]) throws -> (records: [[UInt8]], rest: Int) {
        var records: [[UInt8]] = []
        var place = 0
        while file.count - place >= 12 {
            let length = number(file[place..<place + 8])
            guard number(file[place + 8..<place + 12]) == checksum(file[place..<place + 8]) else {
                throw Malformed(description: "wrong checksum of the length at \(place)")
            }
            let end = place + 12 + Int(length)
            guard end + 4 <= file.count else { break }
            guard number(file[end..<end + 4]) == checksum(file[place + 12..<end]) else {
                throw Malformed(description: "wrong checksum of the data at \(place)")
            }
            records.append(Array(file[place + 12..<end]))
            place = end + 4
        }
        return (records, file.count - place)
    }

    /// Bit by bit, as the standard defines it, then masked.
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        var rest: UInt32 = ~0
        for byte in bytes {
            rest ^= UInt32(byte)
            for _ in 0..<8 { rest = rest % 2 == 1 ? rest / 2 ^ 0x82F6_3B78 : rest / 2 }
        }
        rest = ~rest
        return UInt64((rest / 32768 | rest << 17) &+ 0xA282_EAD8)
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 * 256 + UInt64($1) }
    }
}

/// A protocol buffer taken apart: for each field what was written to it, in order.
struct Message {
    enum Value: Equatable {
        case number(UInt64)
        case bytes([UInt8])
    }

    private var fields: [Int: [Value]] = [:]

    init(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        func take(_ count: Int) throws -> [UInt8] {
            try #require(count <= rest.count, "a field breaks off")
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        func varint() throws -> UInt64 {
            var (number, shift) = (UInt64(0), UInt64(0))
            while true {
                let byte = try take(1)[0]
                number |= UInt64(byte & 0x7F) << shift
                shift += 7
                if byte < 0x80 { return number }
            }
        }
        while !rest.isEmpty {
            let key = try varint()
            let value: Value =
                switch key & 7 {
                case 0: .number(try varint())
                case 1: .number(try take(8).reversed().reduce(0) { $0 << 8 | UInt64($1) })
                case 5: .number(try take(4).reversed().reduce(0) { $0 << 8 | UInt64($1) })
                default: .bytes(try take(Int(try varint())))
                }
            fields[Int(key >> 3), default: []].append(value)
        }
    }

    var fieldNumbers: Set<Int> { Set(fields.keys) }

    func numbers(_ field: Int) -> [UInt64] {
        (fields[field] ?? []).compactMap { if case .number(let number) = $0 { number } else { nil } }
    }

    func bytes(_ field: Int) -> [[UInt8]] {
        (fields[field] ?? []).compactMap { if case .bytes(let bytes) = $0 { bytes } else { nil } }
    }

    func messages(_ field: Int) throws -> [Message] { try bytes(field).map(Message.init) }
    func message(_ field: Int) throws -> Message { try #require(try messages(field).first) }
    func integer(_ field: Int) -> Int? { numbers(field).first.map { Int(truncatingIfNeeded: $0) } }
    func float(_ field: Int) -> Float? { numbers(field).first.map { Float(bitPattern: UInt32($0)) } }
    func double(_ field: Int) -> Double? { numbers(field).first.map { Double(bitPattern: $0) } }
    func text(_ field: Int) -> String? { bytes(field).first.map { String(decoding: $0, as: UTF8.self) } }

    /// A packed list of doubles.
    func doubles(_ field: Int) -> [Double] {
        let bytes = bytes(field).first ?? []
        return stride(from: 0, to: bytes.count, by: 8).map { start in
            Double(bitPattern: bytes[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) })
        }
    }
}

/// The events of the log files of a directory, file by file in the order of their names.
func events(in directory: URL) throws -> [Message] {
    let names = try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
    return try names.flatMap { name in
        let file = try Data(contentsOf: directory.appendingPathComponent(name))
        let (records, rest) = try RecordReader.records(of: Array(file))
        #expect(rest == 0)
        return try records.map(Message.init)
    }
}
