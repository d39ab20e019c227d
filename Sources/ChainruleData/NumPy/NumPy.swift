import Chainrule
import Foundation

/// Arrays in the files of NumPy: `.npy` for one, `.npz` for several under their names.
///
/// Versions 1 to 3 of the format are read, with elements of either byte order and either order of axes.
/// float32, float64, int32, uint8 and bool are taken as they are; integers of other sizes become int32.
public enum NumPy {
    /// Reads a `.npy` file.
    ///
    /// - Throws: `DataError` when the file is missing, unreadable, damaged, or has elements of another type or
    ///   integers that int32 does not hold.
    public static func read(_ path: String) throws(DataError) -> Tensor {
        try tensor(readFile(path), source: path)
    }

    /// Reads the arrays of a `.npz` file, by their names.
    ///
    /// - Throws: `DataError` when the file is missing, unreadable or damaged, or as ``read(_:)`` throws for one
    ///   of the arrays.
    /// - Complexity: reads and decompresses all arrays into memory.
    public static func readArchive(_ path: String) throws(DataError) -> [String: Tensor] {
        try tensors(archive: readFile(path), source: path)
    }

    /// Reads the bytes of a `.npz` file; `source` is for messages.
    package static func tensors(
        archive content: [UInt8], source: String
    ) throws(DataError) -> [String: Tensor] {
        let archive = try ZipArchive(content, source: source)
        var tensors: [String: Tensor] = [:]
        for entry in archive.entries {
            guard entry.name.hasSuffix(".npy") else {
                throw .malformed(source: source, found: "a file '\(entry.name)'", expected: "only .npy files")
            }
            tensors[String(entry.name.dropLast(4))] = try tensor(
                archive.content(of: entry), source: "\(source)/\(entry.name)")
        }
        return tensors
    }

    /// Writes a `.npy` file of version 1, in the place of one that may be there.
    ///
    /// - Throws: `DataError.unwritable`; the path then holds what it held before.
    public static func write(_ tensor: Tensor, to path: String) throws(DataError) {
        let header = NumPyHeader(
            element: .init(tensor.dtype), isFortranOrder: false, shape: Array(tensor.shape))
        try writeFile(Data(header.encoded() + tensor.value.bytes()), to: path)
    }

    /// Reads the bytes of a `.npy` file; `source` is for messages.
    package static func tensor(_ content: [UInt8], source: String) throws(DataError) -> Tensor {
        let (header, data) = try NumPyHeader.parse(content, source: source)
        // The header is compared with the bytes at hand before anything is allocated by its word.
        guard header.byteCount == data.count else {
            throw .malformed(
                source: source, found: "\(data.count) bytes after the header",
                expected:
                    "\(header.byteCount.map(String.init) ?? "more than fit in memory") for \(header.element.description) "
                    + "elements of shape \(header.shape)")
        }
        let shape = Shape(header.isFortranOrder ? header.shape.reversed() : header.shape)
        do {
            let array = try header.element.array(data, shape)
            if !header.isFortranOrder { return Tensor(array) }
            let transposed = array.view(Shape(header.shape), strides: array.strides.reversed())
            return Tensor(transposed.dense())
        } catch {
            throw .malformed(source: source, found: error.found, expected: error.expected)
        }
    }
}
