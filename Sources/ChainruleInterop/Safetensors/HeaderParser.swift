import Chainrule
import Foundation

/// Reads the JSON of a safetensors header only.
///
/// Foundation's reader silently keeps one of two members of the same name; two tensors of one name must be an
/// error. As the header's depth is fixed, nothing recurses.
struct HeaderParser {
    private let path: String
    private let text: [UInt8]
    private var position = 0

    /// The members of an object that were met so far.
    private struct Members {
        var names: Set<String> = []
    }

    init(_ text: some Sequence<UInt8>, path: String) {
        self.text = Array(text)
        self.path = path
    }

    /// The whole header, with the tensors in the order in which they are written.
    mutating func header() throws(SafetensorsError) -> SafetensorsHeader {
        var header = SafetensorsHeader(entries: [], metadata: [:])
        var members = Members()
        while let name = try nextName(&members) {
            if name == SafetensorsHeader.metadataKey {
                header.metadata = takes("null") ? [:] : try metadata()
            } else {
                header.entries.append(try entry(name))
            }
        }
        skipSpace()
        if position < text.count { throw unexpected("the end of the header") }
        return header
    }

    private mutating func metadata() throws(SafetensorsError) -> [String: String] {
        var metadata: [String: String] = [:]
        var members = Members()
        while let key = try nextName(&members) { metadata[key] = try string() }
        return metadata
    }

    private mutating func entry(_ name: String) throws(SafetensorsError) -> SafetensorsHeader.Entry {
        var dtypeName: String?
        var sizes: [Int]?
        var offsets: [Int]?
        var members = Members()
        while let key = try nextName(&members) {
            switch key {
            case "dtype": dtypeName = try string()
            case "shape": sizes = try integers()
            case "data_offsets": offsets = try integers()
            // Some writers add properties that the format does not define.
            default: try skipValue()
            }
        }
        guard let dtypeName, let sizes, let offsets else {
            throw malformed(name, "expected the properties dtype, shape and data_offsets")
        }
        guard let stored = StoredType(rawValue: dtypeName) else {
            throw SafetensorsError(path: path, problem: .unsupportedDType(tensor: name, dtype: dtypeName))
        }
        guard offsets.count == 2, offsets[0] <= offsets[1] else {
            throw malformed(name, "the data_offsets are \(offsets), expected a start and an end")
        }
        try check(sizes, fill: offsets[1] - offsets[0], stored, name)
        return SafetensorsHeader.Entry(
            name: name, stored: stored, shape: Shape(sizes), bytes: offsets[0]..<offsets[1])
    }

    /// Sizes whose product does not fit into an integer are refused even beside a zero, because the strides
    /// of such a shape would not fit either.
    private func check(
        _ sizes: [Int], fill byteCount: Int, _ stored: StoredType, _ name: String
    ) throws(SafetensorsError) {
        var needed = stored.byteCount
        for size in sizes {
            let (product, overflow) = needed.multipliedReportingOverflow(by: max(1, size))
            if overflow { throw malformed(name, "the shape \(sizes) is too large") }
            needed = product
        }
        if sizes.contains(0) { needed = 0 }
        if needed != byteCount {
            throw malformed(
                name, "its data have \(byteCount) bytes, expected \(needed) for \(stored)\(sizes)")
        }
    }

    // The parts of JSON.

    /// Goes to the next member of an object and returns its name, or past the object's end and returns nil.
    private mutating func nextName(_ members: inout Members) throws(SafetensorsError) -> String? {
        if members.names.isEmpty { try take("{") }
        if takes("}") { return nil }
        if !members.names.isEmpty { try take(",") }
        let name = try string()
        if !members.names.insert(name).inserted {
            throw malformed("the name \(name.debugDescription) occurs twice")
        }
        try take(":")
        return name
    }

    private mutating func integers() throws(SafetensorsError) -> [Int] {
        var integers: [Int] = []
        try take("[")
        while !takes("]") {
            if !integers.isEmpty { try take(",") }
            integers.append(try integer())
        }
        return integers
    }

    private mutating func integer() throws(SafetensorsError) -> Int {
        skipSpace()
        let digits = text[position...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard let integer = Int(String(decoding: digits, as: UTF8.self)) else {
            throw digits.isEmpty
                ? unexpected("an integer")
                : malformed("the number at byte \(position) has \(digits.count) digits, which is too large")
        }
        position += digits.count
        return integer
    }

    private mutating func string() throws(SafetensorsError) -> String {
        skipSpace()
        let start = position
        try take("\"")
        while position < text.count, text[position] != UInt8(ascii: "\"") {
            position += text[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        if position >= text.count { throw malformed("the string at byte \(start) does not end") }
        position += 1
        do {
            return try JSONDecoder().decode(String.self, from: Data(text[start..<position]))
        } catch {
            throw malformed("the string at byte \(start) is not valid JSON")
        }
    }

    /// Skips a value of any kind and depth.
    private mutating func skipValue() throws(SafetensorsError) {
        var depth = 0
        repeat {
            skipSpace()
            if takes("{") || takes("[") {
                depth += 1
            } else if depth > 0, takes("}") || takes("]") {
                depth -= 1
            } else if depth > 0, takes(",") || takes(":") {
                continue
            } else if position < text.count, text[position] == UInt8(ascii: "\"") {
                _ = try string()
            } else {
                let word = text[position...].prefix { Self.wordCharacters.contains($0) }
                if word.isEmpty { throw unexpected("a value") }
                position += word.count
            }
        } while depth > 0
    }

    /// What numbers, true, false and null are made of.
    private static let wordCharacters = Set("0123456789+-.eEtrufalsn".utf8)

    private mutating func take(_ word: String) throws(SafetensorsError) {
        if !takes(word) { throw unexpected("'\(word)'") }
    }

    private mutating func takes(_ word: String) -> Bool {
        skipSpace()
        guard text[position...].starts(with: word.utf8) else { return false }
        position += word.utf8.count
        return true
    }

    private mutating func skipSpace() {
        while position < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[position]) { position += 1 }
    }

    private func unexpected(_ expected: String) -> SafetensorsError {
        let found =
            position < text.count
            ? Character(Unicode.Scalar(text[position])).debugDescription : "the end of the header"
        return malformed("found \(found) at byte \(position), expected \(expected)")
    }

    private func malformed(_ reason: String) -> SafetensorsError {
        SafetensorsError(path: path, problem: .malformedHeader(reason))
    }

    private func malformed(_ tensor: String, _ reason: String) -> SafetensorsError {
        SafetensorsError(path: path, problem: .malformedTensor(tensor, reason))
    }
}
