/// A model as the file has it.
struct ModelProto {
    var version = 0
    var producer = ""
    /// The versions of the operators by their domain; the empty one is ONNX's own.
    var opsets: [String: Int] = [:]
    var graph: GraphProto?
    /// How many operators the file itself defines as functions.
    var functionCount = 0

    init(_ file: ProtobufFile) throws {
        var reader = ProtobufReader(file, name: "model")
        while let (number, content) = try reader.next() {
            switch number {
            case 1: version = try reader.integer(content)
            case 2: producer = try reader.string(content)
            case 3: producer += " " + (try reader.string(content))
            case 7: graph = try GraphProto(reader.message(content, "graph"))
            case 8:
                let (domain, version) = try Self.opset(reader.message(content, "opset"))
                opsets[domain] = version
            case 25: functionCount += 1
            default: break
            }
        }
    }

    private static func opset(_ message: ProtobufReader) throws -> (domain: String, version: Int) {
        var (reader, domain, version) = (message, "", 0)
        while let (number, content) = try reader.next() {
            if number == 1 { domain = try reader.string(content) }
            if number == 2 { version = try reader.integer(content) }
        }
        return (domain == "ai.onnx" ? "" : domain, version)
    }
}
