/// The header of a `.npy` file.
struct NumPyHeader {
    /// Nil if it is none that is read.
    private(set) var element: NumPyElement?
    /// The type of the elements as the file has it, such as `<f4`.
    private var type: String
    /// Whether the first axis runs fastest.
    private(set) var isFortranOrder = false
    private(set) var shape: [Int]

    init(_ element: NumPyElement, shape: [Int]) {
        (self.element, type, self.shape) = (element, element.description, shape)
    }

    /// What NumPy calls the type, or what its elements are if they are not read.
    var typeName: String {
        if let element { return element.typeName }
        let kinds: [Character: String] = [
            "U": "strings", "S": "byte strings", "a": "byte strings", "O": "Python objects",
            "c": "complex numbers", "M": "dates", "m": "time spans", "V": "raw bytes",
        ]
        let kind =
            type.first { !"<>|=".contains($0) }.flatMap { kinds[$0] } ?? (type.first == "[" ? "records" : nil)
        return kind.map { "\($0) (\(type.prefix(20)))" } ?? "type \(type.prefix(20))"
    }

    /// The size of the elements; nil if they are not read, or if no `Int` can count them, or the steps between them along an axis.
    var byteCount: Int? {
        let stepSize = shape.reduce(element?.byteCount) { product, size in
            // With an axis of size 0 there are no elements, but the strides of the others could still overflow.
            guard let (result, overflows) = product?.multipliedReportingOverflow(by: max(1, size)), !overflows
            else { return nil }
            return result
        }
        return shape.contains(0) ? stepSize.map { _ in 0 } : stepSize
    }

    private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

    /// The bytes of a header of version 1, filled up with blanks so that the elements start at a multiple of 64.
    func encoded() -> [UInt8] {
        let sizes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
        var text = Array(
            "{'descr': '\(type)', 'fortran_order': \(isFortranOrder ? "True" : "False"), 'shape': (\(sizes)), }"
                .utf8)
        let unpadded = Self.magic.count + 4 + text.count + 1
        text += [UInt8](repeating: UInt8(ascii: " "), count: -unpadded & 63) + [UInt8(ascii: "\n")]
        return Self.magic + [1, 0, UInt8(text.count & 0xFF), UInt8(text.count >> 8)] + text
    }

    /// Reads a header; what follows it are the elements.
    static func parse(
        _ content: [UInt8], source: String
    ) throws(DataError) -> (NumPyHeader, data: ArraySlice<UInt8>) {
        func malformed(_ found: String, _ expected: String) -> DataError {
            .malformed(source: source, found: found, expected: expected)
        }
        guard content.starts(with: magic) else {
            throw malformed("no NumPy file", "one that starts with \\x93NUMPY")
        }
        let afterMagic = content.dropFirst(magic.count)
        guard let version = afterMagic.first, (1...3).contains(version) else {
            throw malformed("version \(afterMagic.first.map(String.init) ?? "nothing")", "version 1, 2 or 3")
        }
        let lengthSize = version == 1 ? 2 : 4
        let lengthBytes = afterMagic.dropFirst(2).prefix(lengthSize)
        let length = lengthBytes.reversed().reduce(0) { $0 << 8 | Int($1) }
        let rest = afterMagic.dropFirst(2 + lengthSize)
        guard lengthBytes.count == lengthSize, length <= rest.count else {
            throw malformed("\(content.count) bytes", "a header of \(length) bytes, so the file is truncated")
        }
        let text = String(decoding: rest.prefix(length), as: UTF8.self)
        guard let header = header(text) else {
            throw malformed(
                "the header '\(text.split(whereSeparator: \.isWhitespace).joined(separator: " "))'",
                "descr, fortran_order and shape")
        }
        return (header, rest.dropFirst(length))
    }

    /// The header that a Python dictionary describes; nil if it is none.
    private static func header(_ text: String) -> NumPyHeader? {
        var scanner = LiteralScanner(text)
        var header = NumPyHeader(NumPyElement(.float32), shape: [])
        var seen: Set<String> = []
        guard scanner.skip("{") else { return nil }
        while !scanner.skip("}") {
            guard let key = scanner.string(), scanner.skip(":"), seen.insert(key).inserted else { return nil }
            switch key {
            case "descr":
                guard let type = scanner.string() ?? scanner.list() else { return nil }
                (header.type, header.element) = (type, NumPyElement(type))
            case "fortran_order":
                guard let isFortranOrder = scanner.truth() else { return nil }
                header.isFortranOrder = isFortranOrder
            case "shape":
                guard let shape = scanner.tuple() else { return nil }
                header.shape = shape
            default: return nil
            }
            if !scanner.skip(",") {
                guard scanner.skip("}") else { return nil }
                break
            }
        }
        return seen.count == 3 ? header : nil
    }
}

/// Steps through a Python literal.
private struct LiteralScanner {
    private var rest: Substring

    init(_ text: String) { rest = text[...] }

    mutating func skip(_ token: String) -> Bool {
        rest = rest.drop(while: \.isWhitespace)
        guard rest.hasPrefix(token) else { return false }
        rest = rest.dropFirst(token.count)
        return true
    }

    mutating func string() -> String? {
        for mark in ["'", "\""] where skip(mark) {
            let content = rest.prefix { !mark.contains($0) }
            rest = rest.dropFirst(content.count)
            return skip(mark) ? String(content) : nil
        }
        return nil
    }

    /// A list with all that is in it, as it is written.
    mutating func list() -> String? {
        guard skip("[") else { return nil }
        var (depth, text) = (1, "[")
        while depth > 0, let next = rest.popFirst() {
            if next == "[" { depth += 1 } else if next == "]" { depth -= 1 }
            text.append(next)
        }
        return depth == 0 ? text : nil
    }

    mutating func truth() -> Bool? { skip("True") ? true : skip("False") ? false : nil }

    mutating func tuple() -> [Int]? {
        guard skip("(") else { return nil }
        var numbers: [Int] = []
        while !skip(")") {
            rest = rest.drop(while: \.isWhitespace)
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard let number = Int(digits) else { return nil }
            rest = rest.dropFirst(digits.count)
            // Python 2 marked long numbers.
            _ = skip("L")
            numbers.append(number)
            if !skip(",") {
                guard skip(")") else { return nil }
                break
            }
        }
        return numbers
    }
}
