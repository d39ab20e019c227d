import Chainrule
import Foundation

/// The header of a safetensors file.
struct SafetensorsHeader {
    /// One tensor: `bytes` is its place in the data that follow the header.
    struct Entry: Equatable {
        let name: String
        let stored: StoredType
        let shape: Shape
        let bytes: Range<Int>
    }

    static let metadataKey = "__metadata__"

    /// The tensors in the order of their data.
    var entries: [Entry]
    var metadata: [String: String]

    /// Lays out tensors: the widest elements first, so that all are aligned, and by name among equals.
    init(describing file: Safetensors) {
        let ordered = file.tensors.sorted { left, right in
            let (leftWidth, rightWidth) = (left.value.dtype.byteCount, right.value.dtype.byteCount)
            return leftWidth == rightWidth ? left.key < right.key : leftWidth > rightWidth
        }
        metadata = file.metadata
        entries = []
        var offset = 0
        for (name, tensor) in ordered {
            let end = offset + tensor.shape.elementCount * tensor.dtype.byteCount
            entries.append(
                Entry(name: name, stored: StoredType(tensor.dtype), shape: tensor.shape, bytes: offset..<end))
            offset = end
        }
    }

    init(entries: [Entry], metadata: [String: String]) {
        self.entries = entries
        self.metadata = metadata
    }

    /// The length and the JSON, filled up with spaces so that the data start at a multiple of eight.
    func encoded() throws -> Data {
        var members: [String] = []
        if !metadata.isEmpty {
            let notes = try metadata.sorted { $0.key < $1.key }.map { key, value in
                try "\(quoted(key)):\(quoted(value))"
            }
            members.append("\"\(Self.metadataKey)\":{\(notes.joined(separator: ","))}")
        }
        for entry in entries {
            let sizes = entry.shape.map(String.init).joined(separator: ",")
            members.append(
                try "\(quoted(entry.name)):{\"dtype\":\"\(entry.stored.rawValue)\",\"shape\":[\(sizes)],"
                    + "\"data_offsets\":[\(entry.bytes.lowerBound),\(entry.bytes.upperBound)]}")
        }
        var json = Data("{\(members.joined(separator: ","))}".utf8)
        json.append(contentsOf: repeatElement(UInt8(ascii: " "), count: -json.count & 7))
        return withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) } + json
    }

    private func quoted(_ string: String) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return String(decoding: try encoder.encode(string), as: UTF8.self)
    }
}
