import Chainrule
import Foundation

/// The reading of whole text files.
public enum TextFile {
    /// The content of a UTF-8 text file, without a byte order mark.
    ///
    /// - Throws: `DataError` when the file is missing, unreadable or empty, begins like a binary file, or is not UTF-8; then
    ///   the error names the first byte that does not belong there.
    public static func read(_ path: String) throws(DataError) -> String {
        let content = try readData(path)
        try refuseBinary(content, path)
        let bytes = content.starts(with: byteOrderMark) ? content.dropFirst(byteOrderMark.count) : content
        if bytes.isEmpty { throw .malformed(source: path, found: "an empty file", expected: "a text") }
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        throw .malformed(
            source: path, found: "invalid UTF-8 at byte \(firstInvalidByte(in: content))", expected: "UTF-8")
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// The place, counted from 0, of the first byte that continues no character.
    private static func firstInvalidByte(in bytes: Data) -> Int {
        var (parser, iterator, place) = (Unicode.UTF8.ForwardParser(), bytes.makeIterator(), 0)
        while case .valid(let character) = parser.parseScalar(from: &iterator) { place += character.count }
        return place
    }
}
