import Chainrule

/// A tensor as the file has it.
struct TensorProto {
    /// Where the elements of a tensor lie outside of the model's file.
    struct External {
        var location = ""
        var offset = 0
        var length: Int?
    }

    var name = ""
    var sizes: [Int] = []
    var typeNumber = 0
    var raw: Range<Int>?
    var floats: [Float] = []
    var doubles: [Double] = []
    /// `int32_data`, which also holds all smaller types.
    var integers: [Int] = []
    /// `int64_data` and `uint64_data`.
    var longIntegers: [Int] = []
    var external: External?
    let file: ProtobufFile

    init(_ message: ProtobufReader) throws {
        var reader = message
        file = reader.file
        var (entries, isExternal): ([String: String], Bool) = ([:], false)
        while let (number, content) = try reader.next() {
            switch number {
            case 1: try reader.append(content, to: &sizes)
            case 2: typeNumber = try reader.integer(content)
            case 3: throw reader.malformed("a segment of a tensor", "whole tensors")
            case 4: try reader.append(content, to: &floats)
            case 5: try reader.append(content, to: &integers)
            case 7, 11: try reader.append(content, to: &longIntegers)
            case 8: name = try reader.string(content)
            case 9: raw = try reader.range(content)
            case 10: try reader.append(content, to: &doubles)
            case 13:
                let (key, value) = try Self.entry(reader.message(content, "external data of '\(name)'"))
                entries[key] = value
            case 14: isExternal = try reader.integer(content) == 1
            default: break
            }
        }
        if isExternal { external = try Self.external(entries, reader) }
    }

    private static func entry(_ message: ProtobufReader) throws -> (key: String, value: String) {
        var (reader, key, value) = (message, "", "")
        while let (number, content) = try reader.next() {
            if number == 1 { key = try reader.string(content) }
            if number == 2 { value = try reader.string(content) }
        }
        return (key, value)
    }

    private static func external(
        _ entries: [String: String], _ reader: ProtobufReader
    ) throws -> External {
        func count(_ key: String) throws -> Int? {
            guard let text = entries[key] else { return nil }
            guard let count = Int(text), count >= 0 else {
                throw reader.malformed("\(key) '\(text)' of external data", "a number of bytes")
            }
            return count
        }
        return External(
            location: entries["location"] ?? "", offset: try count("offset") ?? 0, length: try count("length")
        )
    }

    /// The number of elements; nil if a size is negative, or the sizes are those of more than a machine can hold, also if
    /// one of them is 0.
    var elementCount: Int? {
        let count = sizes.reduce(1) { (product: Int?, size) in
            guard let product, size >= 0 else { return nil }
            let (result, overflows) = product.multipliedReportingOverflow(by: max(size, 1))
            return overflows || result > 1 << 40 ? nil : result
        }
        return count.map { sizes.contains(0) ? 0 : $0 }
    }

    func malformed(_ found: String, _ expected: String) -> ONNXError {
        .malformed(source: file.path, place: "tensor '\(name)'", found: found, expected: expected)
    }
}
