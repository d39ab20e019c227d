import Chainrule

/// The content of a `.npy` file, whose size agrees with its header.
struct NumPyArray {
    let header: NumPyHeader
    private let data: ArraySlice<UInt8>

    /// - Throws: `DataError.malformed` when it is damaged.
    init(_ content: [UInt8], source: String) throws(DataError) {
        (header, data) = try NumPyHeader.parse(content, source: source)
        guard let element = header.element else { return }
        // The header is compared with the bytes at hand before anything is allocated by its word.
        guard header.byteCount == data.count else {
            throw .malformed(
                source: source, found: "\(data.count) bytes after the header",
                expected:
                    "\(header.byteCount.map(String.init) ?? "more than fit in memory") for \(element.description) "
                    + "elements of shape \(header.shape)")
        }
    }

    /// Its elements as a tensor.
    ///
    /// - Throws: `NumPyElement.Mismatch` when no tensor holds them.
    func tensor() throws(NumPyElement.Mismatch) -> Tensor {
        guard let element = header.element else {
            throw .init(
                found: "\(header.typeName) as elements", expected: "numbers or bools of 1 to 8 bytes")
        }
        let shape = Shape(header.isFortranOrder ? header.shape.reversed() : header.shape)
        let array = try element.array(data, shape)
        if !header.isFortranOrder { return Tensor(array) }
        let transposed = array.view(Shape(header.shape), strides: array.strides.reversed())
        return Tensor(transposed.dense())
    }

    /// Calls `body` with every number, in the order of the file; never if the elements are not numbers.
    func forEachNumber(_ body: (Double) -> Void) {
        guard let element = header.element else { return }
        data.withUnsafeBytes { bytes in
            for offset in stride(from: 0, to: bytes.count, by: element.byteCount) {
                body(element.number(bytes, at: offset))
            }
        }
    }
}

/// The arrays of a `.npz` file, and what else is in it.
public struct NumPyArchive: Sendable {
    /// The arrays by their names.
    public let arrays: [String: Tensor]
    /// What was ignored, by name, and why: arrays of strings, of integers out of int32's range and so on, and files that
    /// are not arrays.
    public let passedOver: [String: String]

    /// The array of a name.
    public subscript(name: String) -> Tensor? { arrays[name] }
}
