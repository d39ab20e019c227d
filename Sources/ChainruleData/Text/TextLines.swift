import Chainrule
import Foundation

/// The lines of a UTF-8 text file as examples; lines are read on demand.
///
/// Lines end at "\n" or "\r\n", which do not belong to them, and may be empty. A byte order mark is skipped.
/// The file is mapped into memory and must not be truncated while it is in use.
public struct TextLines: Dataset {
    private let path: String
    private let content: Data
    /// Where each line begins, and where the last one ends.
    private let offsets: [Int]

    /// The number of lines.
    public var count: Int { offsets.count - 1 }

    /// Finds the lines of a file.
    ///
    /// - Throws: `DataError` when the file is missing or unreadable, or begins like a binary file.
    /// - Complexity: reads the file once; 8 bytes of memory for each line.
    public init(path: String) throws(DataError) {
        self.path = path
        content = try readData(path, options: .alwaysMapped)
        try refuseBinary(content, path)
        offsets = content.withUnsafeBytes(Self.offsets(of:))
    }

    /// How many of the lines have an end: all, but maybe the last.
    var endCount: Int { count == 0 || content.last == UInt8(ascii: "\n") ? count : count - 1 }

    private static func offsets(of bytes: UnsafeRawBufferPointer) -> [Int] {
        var offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var offsets = [offset]
        while offset < bytes.count {
            let found = memchr(bytes.baseAddress! + offset, Int32(UInt8(ascii: "\n")), bytes.count - offset)
            offset = found.map { UnsafeRawPointer($0) - bytes.baseAddress! + 1 } ?? bytes.count
            offsets.append(offset)
        }
        return offsets
    }

    /// A line without its end.
    ///
    /// - Throws: `DataError.malformed` when it is not UTF-8.
    public func example(at index: Int) throws(DataError) -> String {
        require((0..<count).contains(index), "no line \(index) among \(count)")
        let line = content.withUnsafeBytes { bytes in
            var line = bytes[offsets[index]..<offsets[index + 1]]
            if line.last == UInt8(ascii: "\n") { line.removeLast() }
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            return String(validating: line, as: UTF8.self)
        }
        guard let line else {
            throw .malformed(source: path, found: "invalid UTF-8 in line \(index + 1)", expected: "UTF-8")
        }
        return line
    }
}
