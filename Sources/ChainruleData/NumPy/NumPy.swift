import Chainrule
import Foundation

/// Arrays in the files of NumPy: `.npy` for one, `.npz` for several under their names.
///
/// Versions 1 to 3 of the format are read, with elements of either byte order and either order of axes.
/// float32, float64, int32, uint8 and bool are taken as they are, float16 becomes float32, and integers of other sizes
/// become int32; where one is too large for that, the array is refused.
public enum NumPy {
    /// Reads a `.npy` file.
    ///
    /// - Throws: `DataError` when the file is missing, unreadable, damaged, or has elements of another type or
    ///   integers that int32 does not hold.
    public static func read(_ path: String) throws(DataError) -> Tensor {
        try tensor(readFile(path), source: path)
    }

    /// Reads the arrays of a `.npz` file; what no tensor holds is passed over, such as an array of strings.
    ///
    /// - Parameters:
    ///   - path: Where the file is.
    ///   - names: The arrays to read; all by default.
    /// - Complexity: reads and decompresses these arrays into memory.
    /// - Throws: `DataError` when the file is missing, unreadable or damaged, or when one of `names` is not there or
    ///   cannot be read.
    public static func readArchive(_ path: String, only names: [String]? = nil) throws(DataError)
        -> NumPyArchive
    {
        try archive(readFile(path), source: path, only: names)
    }

    /// Reads the bytes of a `.npz` file; `source` is for messages.
    package static func archive(
        _ content: [UInt8], source: String, only names: [String]? = nil
    ) throws(DataError) -> NumPyArchive {
        let archive = try ZipArchive(content, source: source)
        var (arrays, passedOver): ([String: Tensor], [String: String]) = ([:], [:])
        for entry in archive.entries where !entry.name.hasSuffix("/") {
            guard let name = arrayName(entry) else {
                passedOver[entry.name] = "no array"
                continue
            }
            if let names, !names.contains(name) { continue }
            let place = "\(source)/\(entry.name)"
            let array = try NumPyArray(archive.content(of: entry), source: place)
            do {
                arrays[name] = try array.tensor()
            } catch {
                if names != nil {
                    throw .malformed(source: place, found: error.found, expected: error.expected)
                }
                passedOver[name] = "found \(error.found), expected \(error.expected)"
            }
        }
        if let missing = names?.first(where: { arrays[$0] == nil }) {
            throw .malformed(
                source: source, found: "no array '\(missing)'",
                expected: "one of \(archive.entries.compactMap(arrayName).joined(separator: ", "))")
        }
        return NumPyArchive(arrays: arrays, passedOver: passedOver)
    }

    /// NumPy's name for a file of an archive; nil if it is not an array.
    static func arrayName(_ entry: ZipArchive.Entry) -> String? {
        entry.name.hasSuffix(".npy") ? String(entry.name.dropLast(4)) : nil
    }

    /// Writes a `.npy` file of version 1, in the place of one that may be there.
    ///
    /// - Throws: `DataError.unwritable`; the path then holds what it held before.
    public static func write(_ tensor: Tensor, to path: String) throws(DataError) {
        let header = NumPyHeader(.init(tensor.dtype), shape: Array(tensor.shape))
        try writeFile(Data(header.encoded() + tensor.value.bytes()), to: path)
    }

    /// Reads the bytes of a `.npy` file; `source` is for messages.
    package static func tensor(_ content: [UInt8], source: String) throws(DataError) -> Tensor {
        let array = try NumPyArray(content, source: source)
        do {
            return try array.tensor()
        } catch {
            throw .malformed(source: source, found: error.found, expected: error.expected)
        }
    }
}
