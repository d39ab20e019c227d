import Chainrule
import Foundation

extension Safetensors {
    /// Reads the bytes of a file; `path` is for messages.
    package init(_ data: Data, path: String) throws(SafetensorsError) {
        let (headerText, elements) = try Self.parts(of: data, path)
        var parser = HeaderParser(headerText, path: path)
        let header = try parser.header()
        try Self.checkPlaces(header, in: elements.count, path)
        self.init(metadata: header.metadata)
        for entry in header.entries {
            let start = elements.startIndex
            let bytes = elements[start + entry.bytes.lowerBound..<start + entry.bytes.upperBound]
            tensors[entry.name] = try Self.tensor(entry, bytes, path)
        }
    }

    private static func parts(
        of data: Data, _ path: String
    ) throws(SafetensorsError) -> (header: Data, elements: Data) {
        let prefix = data.prefix(8)
        guard prefix.count == 8 else {
            throw SafetensorsError(
                path: path,
                problem: .wrongSize(found: data.count, expected: "at least 8 for the header's length"))
        }
        let length = prefix.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let rest = data.dropFirst(8)
        guard length <= UInt64(rest.count) else {
            throw SafetensorsError(
                path: path,
                problem: .wrongSize(found: data.count, expected: "a header of \(length) after the first 8"))
        }
        return (rest.prefix(Int(length)), rest.dropFirst(Int(length)))
    }

    /// Every byte of the data belongs to one tensor, and every tensor's bytes are there.
    private static func checkPlaces(
        _ header: SafetensorsHeader, in byteCount: Int, _ path: String
    ) throws(SafetensorsError) {
        var end = 0
        let ordered = header.entries.sorted {
            ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
        }
        for entry in ordered {
            guard entry.bytes.lowerBound == end else {
                throw SafetensorsError(
                    path: path,
                    problem: .malformedTensor(
                        entry.name,
                        "its data start at \(entry.bytes.lowerBound), expected \(end), where the previous "
                            + "tensor's data end"))
            }
            end = entry.bytes.upperBound
        }
        guard end == byteCount else {
            throw SafetensorsError(
                path: path, problem: .wrongSize(found: byteCount, expected: "\(end) after the header"))
        }
    }

    private static func tensor(
        _ entry: SafetensorsHeader.Entry, _ bytes: Data, _ path: String
    ) throws(SafetensorsError) -> Tensor {
        // A Bool in memory is 0 or 1; any other byte would be undefined behaviour later.
        if entry.dtype == .bool, let other = bytes.first(where: { $0 > 1 }) {
            throw SafetensorsError(
                path: path,
                problem: .malformedTensor(entry.name, "it has the bool \(other), expected 0 or 1"))
        }
        if entry.isInt64 { return try narrowed(entry, bytes, path) }
        let array = NDArray(uninitialized: entry.shape, entry.dtype)
        func fill<T: Scalar>(_ type: T.Type) {
            array.withMutableElements(T.self) { elements in
                _ = bytes.copyBytes(to: UnsafeMutableRawBufferPointer(elements))
            }
        }
        switch entry.dtype {
        case .float32: fill(Float.self)
        case .float64: fill(Double.self)
        case .int32: fill(Int32.self)
        case .uint8: fill(UInt8.self)
        case .bool: fill(Bool.self)
        }
        return Tensor(array)
    }

    /// PyTorch counts and labels with 64 bits; there is no such element type here.
    private static func narrowed(
        _ entry: SafetensorsHeader.Entry, _ bytes: Data, _ path: String
    ) throws(SafetensorsError) -> Tensor {
        var wide = [Int64](repeating: 0, count: entry.shape.elementCount)
        _ = wide.withUnsafeMutableBytes { bytes.copyBytes(to: $0) }
        if let large = wide.first(where: { Int32(exactly: $0) == nil }) {
            throw SafetensorsError(
                path: path, problem: .malformedTensor(entry.name, "its number \(large) does not fit int32"))
        }
        return Tensor(wide.map { Int32($0) }, shape: entry.shape)
    }
}

#if _endian(big)
#error("elements are copied between file and memory as they are, which needs a little-endian machine")
#endif
