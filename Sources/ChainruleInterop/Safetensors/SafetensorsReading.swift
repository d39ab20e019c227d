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
        let (array, mismatch): (NDArray, String?) =
            switch entry.stored {
            case .float64: (copied(bytes, entry.shape, Double.self), nil)
            case .float32: (copied(bytes, entry.shape, Float.self), nil)
            case .int32: (copied(bytes, entry.shape, Int32.self), nil)
            case .uint8: (copied(bytes, entry.shape, UInt8.self), nil)
            case .float16: converted(bytes, entry.shape) { Float(halfBits: $0) }
            case .bfloat16: converted(bytes, entry.shape) { Float(bfloat16Bits: $0) }
            case .int64: converted(bytes, entry.shape) { (number: Int64) in Int32(exactly: number) }
            case .int16: converted(bytes, entry.shape) { (number: Int16) in Int32(number) }
            case .int8: converted(bytes, entry.shape) { (number: Int8) in Int32(number) }
            case .uint64: converted(bytes, entry.shape) { (number: UInt64) in Int32(exactly: number) }
            case .uint32: converted(bytes, entry.shape) { (number: UInt32) in Int32(exactly: number) }
            case .uint16: converted(bytes, entry.shape) { (number: UInt16) in Int32(number) }
            // A Bool in memory is 0 or 1; any other byte would be undefined behaviour later.
            case .bool: converted(bytes, entry.shape) { (byte: UInt8) in byte > 1 ? nil : byte == 1 }
            }
        guard let mismatch else { return Tensor(array) }
        let problem =
            entry.stored == .bool
            ? "it has the bool \(mismatch), expected 0 or 1"
            : "its number \(mismatch) does not fit int32"
        throw SafetensorsError(path: path, problem: .malformedTensor(entry.name, problem))
    }

    private static func copied<T: Scalar>(_ bytes: Data, _ shape: Shape, _ type: T.Type) -> NDArray {
        let array = NDArray(uninitialized: shape, T.dtype)
        array.withMutableElements(T.self) { elements in
            _ = bytes.copyBytes(to: UnsafeMutableRawBufferPointer(elements))
        }
        return array
    }

    /// The elements, each made of its bits, and the first number of which none can be made.
    private static func converted<Bits: FixedWidthInteger, T: Scalar>(
        _ bytes: Data, _ shape: Shape, _ element: (Bits) -> T?
    ) -> (NDArray, mismatch: String?) {
        let array = NDArray(uninitialized: shape, T.dtype)
        var mismatch: Bits?
        bytes.withUnsafeBytes { bytes in
            array.withMutableElements(T.self) { elements in
                for index in elements.indices {
                    let bits = bytes.loadUnaligned(
                        fromByteOffset: index * MemoryLayout<Bits>.size, as: Bits.self)
                    guard let value = element(bits) else {
                        mismatch = bits
                        return
                    }
                    elements.initializeElement(at: index, to: value)
                }
            }
        }
        return (array, mismatch.map { "\($0)" })
    }
}

#if _endian(big)
#error("elements are copied between file and memory as they are, which needs a little-endian machine")
#endif
