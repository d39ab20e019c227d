/// A graph as the file has it.
struct GraphProto {
    var name = ""
    var nodes: [NodeProto] = []
    var initializers: [TensorProto] = []
    var sparseInitializerCount = 0
    var inputs: [ValueInfo] = []
    var outputs: [ValueInfo] = []

    init() {}

    init(_ message: ProtobufReader) throws {
        var reader = message
        while let (number, content) = try reader.next() {
            switch number {
            case 1: nodes.append(try NodeProto(reader.message(content, "node \(nodes.count)")))
            case 2: name = try reader.string(content)
            case 5:
                let message = try reader.message(content, "initializer \(initializers.count)")
                initializers.append(try TensorProto(message))
            case 11: inputs.append(try ValueInfo(reader.message(content, "input \(inputs.count)")))
            case 12: outputs.append(try ValueInfo(reader.message(content, "output \(outputs.count)")))
            case 15: sparseInitializerCount += 1
            default: break
            }
        }
    }
}

/// An application of an operator.
struct NodeProto {
    var name = ""
    var operatorType = ""
    var domain = ""
    /// The names of the inputs; an empty one stands for an optional input that is left out.
    var inputs: [String] = []
    var outputs: [String] = []
    var attributes: [AttributeProto] = []

    init(_ message: ProtobufReader) throws {
        var reader = message
        while let (number, content) = try reader.next() {
            switch number {
            case 1: inputs.append(try reader.string(content))
            case 2: outputs.append(try reader.string(content))
            case 3: name = try reader.string(content)
            case 4: operatorType = try reader.string(content)
            case 5:
                let message = try reader.message(
                    content, "attribute \(attributes.count) of '\(operatorType)'")
                attributes.append(try AttributeProto(message))
            case 7: domain = try reader.string(content)
            default: break
            }
        }
    }
}

/// A setting of a node.
struct AttributeProto {
    enum Value {
        case float(Float)
        case integer(Int)
        case string(String)
        case tensor(TensorProto)
        case floats([Float])
        case integers([Int])
        case strings([String])
        /// A graph, several tensors, a type and so on: what no operator here takes.
        case other
    }

    var name = ""
    var value = Value.other

    init(_ message: ProtobufReader) throws {
        var reader = message
        var type = 0
        var (float, integer, string, tensor) = (Float(0), 0, "", TensorProto?.none)
        var (floats, integers, strings) = ([Float](), [Int](), [String]())
        while let (number, content) = try reader.next() {
            switch number {
            case 1: name = try reader.string(content)
            case 2: float = try reader.float(content)
            case 3: integer = try reader.integer(content)
            case 4: string = try reader.string(content)
            case 5: tensor = try TensorProto(reader.message(content, "tensor of attribute '\(name)'"))
            case 7: try reader.append(content, to: &floats)
            case 8: try reader.append(content, to: &integers)
            case 9: strings.append(try reader.string(content))
            case 20: type = try reader.integer(content)
            default: break
            }
        }
        value =
            switch type {
            case 1: .float(float)
            case 2: .integer(integer)
            case 3: .string(string)
            case 4: tensor.map { .tensor($0) } ?? .other
            case 6: .floats(floats)
            case 7: .integers(integers)
            case 8: .strings(strings)
            default: .other
            }
    }
}
