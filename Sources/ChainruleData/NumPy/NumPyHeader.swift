/// What stands before the elements of a `.npy` file.
struct NumPyHeader {
    var element: NumPyElement
    /// Whether the first axis runs fastest.
    var isFortranOrder: Bool
    var shape: [Int]

    /// The size of the elements; nil if no `Int` can count them, or the steps between them along an axis.
    var byteCount: Int? {
        let stepSize = shape.reduce(element.byteCount as Int?) { product, size in
            // An axis of size 0 leaves no elements, but the steps along the others grow all the same.
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
            "{'descr': '\(element.description)', 'fortran_order': \(isFortranOrder ? "True" : "False"), 'shape': (\(sizes)), }"
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
                "descr, fortran_order and shape, with numbers or bools of 1 to 8 bytes")
        }
        return (header, rest.dropFirst(length))
    }

    /// The header that a Python dictionary describes; nil if it is none, or of elements that are not known here.
    private static func header(_ text: String) -> NumPyHeader? {
        var scanner = LiteralScanner(text)
        var header = NumPyHeader(element: NumPyElement(.float32), isFortranOrder: false, shape: [])
        var seen: Set<String> = []
        guard scanner.skip("{") else { return nil }
        while !scanner.skip("}") {
            guard let key = scanner.string(), scanner.skip(":"), seen.insert(key).inserted else { return nil }
            switch key {
            case "descr":
                guard let element = scanner.string().flatMap(NumPyElement.init) else { return nil }
                header.element = element
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
