/// The name of an input or output of a graph, with its type as far as the file tells.
struct ValueInfo {
    enum Size: Equatable {
        case fixed(Int)
        /// Known when the model is called; equal names stand for equal sizes.
        case named(String)
        case unknown
    }

    var name = ""
    /// The number of the elements' type; 0 if the value is no tensor or has no type.
    var typeNumber = 0
    /// Nil if even the number of axes is open.
    var sizes: [Size]?

    var elementType: ElementType? { ElementType(rawValue: typeNumber) }

    init(_ message: ProtobufReader) throws {
        var reader = message
        while let (number, content) = try reader.next() {
            if number == 1 { name = try reader.string(content) }
            if number == 2 { try readType(reader.message(content, "type of '\(name)'")) }
        }
    }

    private mutating func readType(_ message: ProtobufReader) throws {
        var reader = message
        while let (number, content) = try reader.next() {
            guard number == 1 else { continue }
            var tensor = try reader.message(content, reader.name)
            while let (number, content) = try tensor.next() {
                if number == 1 { typeNumber = try tensor.integer(content) }
                if number == 2 { sizes = try Self.sizes(tensor.message(content, "shape of '\(name)'")) }
            }
        }
    }

    private static func sizes(_ message: ProtobufReader) throws -> [Size] {
        var (reader, sizes) = (message, [Size]())
        while let (number, content) = try reader.next() {
            guard number == 1 else { continue }
            var dimension = try reader.message(content, reader.name)
            var size = Size.unknown
            while let (number, content) = try dimension.next() {
                if number == 1 { size = .fixed(try dimension.integer(content)) }
                if number == 2 { size = .named(try dimension.string(content)) }
            }
            sizes.append(size)
        }
        return sizes
    }
}

extension ValueInfo: CustomStringConvertible {
    /// The type as it is written in tables, such as `float32[batch, 3, 224, 224]`.
    var description: String {
        let type = typeNumber == 0 ? "no tensor" : ElementType.name(of: typeNumber)
        guard let sizes else { return type }
        return type + "[\(sizes.map(\.description).joined(separator: ", "))]"
    }
}

extension ValueInfo.Size: CustomStringConvertible {
    var description: String {
        switch self {
        case .fixed(let size): "\(size)"
        case .named(let name): name
        case .unknown: "?"
        }
    }
}
