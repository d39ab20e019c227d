import Chainrule
import Foundation

extension TensorProto {
    /// The elements as a tensor.
    ///
    /// - Throws: `ONNXError` when there are other than as many as the sizes say, or of a type that is not read.
    func value() throws -> ONNXValue {
        guard let type = ElementType(rawValue: typeNumber), let dtype = type.dtype else {
            throw ONNXError.unsupported(
                source: file.path, problems: ["tensor '\(name)' of \(ElementType.name(of: typeNumber))"])
        }
        guard let count = elementCount else { throw malformed("sizes \(sizes)", "sizes that can be counted") }
        let tensor: Tensor
        if let external {
            tensor = try self.tensor(file.externalData.bytes(of: external, for: name), type, count)
        } else if let raw {
            tensor = try self.tensor(file.bytes[raw], type, count)
        } else {
            let numbers = try typedNumbers(type)
            try requireCount(numbers.count, count)
            tensor = Tensor(numbers, shape: Shape(sizes)).cast(to: dtype)
        }
        if type.isInteger { try requireExact(tensor, type) }
        return ONNXValue(tensor, type)
    }

    private func requireCount(_ found: Int, _ expected: Int) throws {
        if found != expected {
            throw malformed("\(found) elements", "\(expected) for sizes \(sizes)")
        }
    }

    /// The elements from the fields for numbers, each as a `Double`.
    private func typedNumbers(_ type: ElementType) throws -> [Double] {
        switch type {
        case .float32: floats.map(Double.init)
        case .float64: doubles
        case .float16: integers.map { Double(Float(halfBits: UInt16(truncatingIfNeeded: $0))) }
        case .bfloat16: integers.map { Double(Float(bfloat16Bits: UInt16(truncatingIfNeeded: $0))) }
        case .int64: longIntegers.map(Double.init)
        case .uint32, .uint64: longIntegers.map { Double(UInt(bitPattern: $0)) }
        case .bool: integers.map { $0 == 0 ? 0 : 1 }
        default: integers.map(Double.init)
        }
    }

    /// The elements from their bytes, lowest first.
    private func tensor(
        _ bytes: some ContiguousBytes & Collection<UInt8>, _ type: ElementType, _ count: Int
    ) throws -> Tensor {
        guard let size = type.byteCount, bytes.count.isMultiple(of: size) else {
            throw malformed("\(bytes.count) bytes", "elements of \(type)")
        }
        try requireCount(bytes.count / size, count)
        func elements<Bits: FixedWidthInteger, T: Scalar>(
            _ bits: Bits.Type, _ element: (Bits) -> T
        ) -> Tensor {
            Tensor(shape: Shape(sizes), of: T.self) { target in
                bytes.withUnsafeBytes { bytes in
                    for index in target.indices {
                        let stored = bytes.loadUnaligned(fromByteOffset: index * size, as: Bits.self)
                        target[index] = element(Bits(littleEndian: stored))
                    }
                }
            }
        }
        return switch type {
        case .float32: elements(UInt32.self) { Float(bitPattern: $0) }
        case .float64: elements(UInt64.self) { Double(bitPattern: $0) }
        case .float16: elements(UInt16.self) { Float(halfBits: $0) }
        case .bfloat16: elements(UInt16.self) { Float(bfloat16Bits: $0) }
        case .bool: elements(UInt8.self) { $0 != 0 }
        case .int8: elements(Int8.self) { Double($0) }
        case .int16: elements(Int16.self) { Double($0) }
        case .int32: elements(Int32.self) { Double($0) }
        case .int64: elements(Int64.self) { Double($0) }
        case .uint8: elements(UInt8.self) { Double($0) }
        case .uint16: elements(UInt16.self) { Double($0) }
        case .uint32: elements(UInt32.self) { Double($0) }
        default: elements(UInt64.self) { Double($0) }
        }
    }

    /// Integers beyond 2⁵³ are refused, except for the ends of int64, which stand for "as far as it goes".
    private func requireExact(_ tensor: Tensor, _ type: ElementType) throws {
        guard type.bits == 64 else { return }
        let limit = 0x1p53
        for number in tensor.scalars(as: Double.self)
        where Swift.abs(number) > limit && Swift.abs(number) != 0x1p63 {
            throw malformed("the integer \(number)", "at most 2⁵³ in size")
        }
    }
}
