import Chainrule

/// The type of the elements in a NumPy file, such as `<f4`.
struct NumPyElement: Equatable {
    enum Kind: Character {
        case real = "f"
        case signed = "i"
        case unsigned = "u"
        case truth = "b"
    }

    let kind: Kind
    let byteCount: Int
    let isBigEndian: Bool

    init(_ dtype: DType) {
        switch dtype {
        case .float32: (kind, byteCount) = (.real, 4)
        case .float64: (kind, byteCount) = (.real, 8)
        case .int32: (kind, byteCount) = (.signed, 4)
        case .uint8: (kind, byteCount) = (.unsigned, 1)
        case .bool: (kind, byteCount) = (.truth, 1)
        }
        isBigEndian = false
    }

    /// Reads a description; nil if the element type is not supported.
    init?(_ description: String) {
        let parts = Array(description)
        guard parts.count == 3, let kind = Kind(rawValue: parts[1]),
            let byteCount = parts[2].wholeNumberValue,
            "<>|=".contains(parts[0])
        else { return nil }
        let sizes =
            switch kind {
            case .real: [2, 4, 8]
            case .signed, .unsigned: [1, 2, 4, 8]
            case .truth: [1]
            }
        guard sizes.contains(byteCount) else { return nil }
        self.kind = kind
        self.byteCount = byteCount
        isBigEndian = parts[0] == ">"
    }

    var description: String { "\(byteCount == 1 ? "|" : "<")\(kind.rawValue)\(byteCount)" }

    /// What NumPy calls the type, such as `int64`.
    var typeName: String {
        switch kind {
        case .real: "float\(byteCount * 8)"
        case .signed: "int\(byteCount * 8)"
        case .unsigned: "uint\(byteCount * 8)"
        case .truth: "bool"
        }
    }

    /// One of the elements; large integers are rounded.
    func number(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Double {
        func bits<Bits: FixedWidthInteger>(_ type: Bits.Type) -> Bits {
            let stored = bytes.loadUnaligned(fromByteOffset: offset, as: Bits.self)
            return isBigEndian ? stored.byteSwapped : stored
        }
        return switch (kind, byteCount) {
        case (.real, 2): Double(Float(halfBits: bits(UInt16.self)))
        case (.real, 4): Double(Float(bitPattern: bits(UInt32.self)))
        case (.real, _): Double(bitPattern: bits(UInt64.self))
        case (.truth, _), (.unsigned, 1): Double(bits(UInt8.self))
        case (.unsigned, 2): Double(bits(UInt16.self))
        case (.unsigned, 4): Double(bits(UInt32.self))
        case (.unsigned, _): Double(bits(UInt64.self))
        case (.signed, 1): Double(bits(Int8.self))
        case (.signed, 2): Double(bits(Int16.self))
        case (.signed, 4): Double(bits(Int32.self))
        case (.signed, _): Double(bits(Int64.self))
        }
    }

    /// A value that no element type here holds.
    struct Mismatch: Error {
        let found: String
        let expected: String
    }

    /// The elements in `bytes`, of which there are as many as the shape has.
    func array(_ bytes: ArraySlice<UInt8>, _ shape: Shape) throws(Mismatch) -> NDArray {
        switch (kind, byteCount) {
        case (.real, 2): try elements(bytes, shape, UInt16.self) { Float(halfBits: $0) }
        case (.real, 4): try elements(bytes, shape, UInt32.self) { Float(bitPattern: $0) }
        case (.real, _): try elements(bytes, shape, UInt64.self) { Double(bitPattern: $0) }
        // A Bool in memory is 0 or 1; any other byte would be undefined behaviour later.
        case (.truth, _): try elements(bytes, shape, UInt8.self) { $0 > 1 ? nil : $0 == 1 }
        case (.unsigned, 1): try elements(bytes, shape, UInt8.self) { $0 }
        case (.unsigned, 2): try elements(bytes, shape, UInt16.self) { Int32($0) }
        case (.unsigned, 4): try elements(bytes, shape, UInt32.self) { Int32(exactly: $0) }
        case (.unsigned, _): try elements(bytes, shape, UInt64.self) { Int32(exactly: $0) }
        case (.signed, 1): try elements(bytes, shape, Int8.self) { Int32($0) }
        case (.signed, 2): try elements(bytes, shape, Int16.self) { Int32($0) }
        case (.signed, 4): try elements(bytes, shape, Int32.self) { $0 }
        case (.signed, _): try elements(bytes, shape, Int64.self) { Int32(exactly: $0) }
        }
    }

    private func elements<Bits: FixedWidthInteger, T: Scalar>(
        _ bytes: ArraySlice<UInt8>, _ shape: Shape, _ type: Bits.Type, _ element: (Bits) -> T?
    ) throws(Mismatch) -> NDArray {
        let array = NDArray(uninitialized: shape, T.dtype)
        var mismatch: Bits?
        bytes.withUnsafeBytes { bytes in
            array.withMutableElements(T.self) { elements in
                for index in elements.indices {
                    let stored = bytes.loadUnaligned(fromByteOffset: index * byteCount, as: Bits.self)
                    let bits = isBigEndian ? stored.byteSwapped : stored
                    guard let value = element(bits) else {
                        mismatch = bits
                        return
                    }
                    elements.initializeElement(at: index, to: value)
                }
            }
        }
        guard let mismatch else { return array }
        throw Mismatch(
            found: "the number \(mismatch) of type \(typeName)",
            expected: T.dtype == .bool
                ? "0 or 1 for a bool" : "numbers that int32 can represent, \(Int32.min) to \(Int32.max)"
        )
    }
}
