import Chainrule
import ChainruleNN
import Foundation

/// A network from an ONNX file, as PyTorch and many other tools write them.
///
/// ```swift
/// let model = try ONNXModel(contentsOf: URL(fileURLWithPath: "classifier.onnx"))
/// let logits = try model(images)[0]
/// ```
///
/// Its initializers of real numbers are parameters under their names, so it can be trained like any other module;
/// running statistics of batch normalization and single numbers are buffers. It is computed as in inference: dropout does
/// nothing. Half precision is calculated in float32.
public final class ONNXModel: Module {
    /// Where the model comes from.
    public let source: String
    /// The names of the inputs, in their order.
    public var inputNames: [String] { inputs.map(\.name) }
    /// The names of the outputs, in their order.
    public var outputNames: [String] { outputs.map(\.name) }
    /// The version of ONNX's operators that the model is written for.
    public let opset: Int

    private let inputs: [ValueInfo]
    private let outputs: [ValueInfo]
    private let nodes: [ModelNode]
    private let constants: [String: ONNXValue]
    private let variables: [(name: String, variable: ModuleVariable, type: ElementType)]

    /// Reads a model with the files that its tensors lie in.
    ///
    /// - Throws: `ONNXError` when a file is missing or damaged, a tensor lies outside of the model's folder, or the model
    ///   needs an operator, attribute or element type that is not supported.
    public convenience init(contentsOf url: URL) throws {
        try self.init(ModelFile(path: url.relativePath))
    }

    package init(_ file: ModelFile) throws {
        if !file.problems.isEmpty { throw ONNXError.unsupported(source: file.path, problems: file.problems) }
        (source, opset, nodes) = (file.path, file.opset, file.nodes)
        (inputs, outputs) = (file.inputs, file.outputs)
        let statistics = Set(
            file.nodes.filter { $0.operatorType == "BatchNormalization" }.flatMap { $0.inputs.dropFirst(3) })
        var (constants, variables) = ([String: ONNXValue](), [(String, ModuleVariable, ElementType)]())
        for initializer in file.initializers {
            let (name, value) = (initializer.name, try initializer.value())
            guard value.type.isFloatingPoint else {
                constants[name] = value
                continue
            }
            let isBuffer = statistics.contains(name) || value.rank == 0
            let variable =
                isBuffer ? Buffer(value.tensor, name: name) : Parameter(value.tensor, name: name)
            variables.append((name, variable, value.type))
        }
        (self.constants, self.variables) = (constants, variables)
    }

    public var members: [(name: String, value: Any)] { variables.map { ($0.name, $0.variable) } }

    /// The outputs for inputs in the model's order.
    ///
    /// Inputs of integers are int32 or uint8; outputs of integers are int32, or uint8 where the model has uint8, and
    /// saturate. Real numbers and truth values have the model's own element types, half precision is float32.
    ///
    /// Inside `compile`, what decides on shapes must not depend on arguments, and an index that is out of range
    /// traps when the function is called.
    ///
    /// - Throws: `ONNXError` when inputs do not fit the model, or operators the shapes that follow from them.
    public func callAsFunction(_ arguments: Tensor...) throws -> [Tensor] {
        try callAsFunction(arguments)
    }

    /// The outputs for inputs in the model's order.
    ///
    /// - Throws: `ONNXError` when inputs do not fit the model, or operators the shapes that follow from them.
    public func callAsFunction(_ arguments: [Tensor]) throws -> [Tensor] {
        guard arguments.count == inputs.count else {
            throw ONNXError.arguments(
                source: source, found: counted(arguments.count, "input"),
                expected: "\(inputs.count): \(inputNames.joined(separator: ", "))")
        }
        return try values(arguments).map(\.exported)
    }

    /// The outputs by their names, for inputs by their names.
    ///
    /// - Throws: `ONNXError` when inputs do not fit the model, or operators the shapes that follow from them.
    public func callAsFunction(_ arguments: [String: Tensor]) throws -> [String: Tensor] {
        if let surplus = arguments.keys.sorted().first(where: { !inputNames.contains($0) }) {
            throw ONNXError.arguments(
                source: source, found: "an input '\(surplus)'",
                expected: inputNames.isEmpty ? "none" : inputNames.joined(separator: ", "))
        }
        let ordered = try inputNames.map { name in
            guard let argument = arguments[name] else {
                throw ONNXError.arguments(source: source, found: "no input '\(name)'", expected: "one")
            }
            return argument
        }
        return Dictionary(
            zip(outputNames, try callAsFunction(ordered)), uniquingKeysWith: { first, _ in first })
    }

    /// The outputs, with the element types that the model gives them.
    private func values(_ arguments: [Tensor]) throws -> [ONNXValue] {
        var values = constants
        var sizes: [String: Int] = [:]
        for (name, variable, type) in variables { values[name] = ONNXValue(variable.value, type) }
        for (input, argument) in zip(inputs, arguments) {
            values[input.name] = try input.value(of: argument, named: &sizes, source: source)
        }
        for node in nodes {
            let call = OperatorCall(
                node: node, opset: node.opset, inputs: node.inputs.map { $0.isEmpty ? nil : values[$0] })
            let results: [ONNXValue]
            do { results = try Operator.all[node.operatorType]!.rule(call) } catch let error as OperationError
            {
                throw call.error(error.description)
            }
            for (name, result) in zip(node.outputs, results) where !name.isEmpty { values[name] = result }
        }
        return try outputs.map { output in
            guard let value = values[output.name] else {
                throw ONNXError.malformed(
                    source: source, place: "output '\(output.name)'", found: "nothing that makes it",
                    expected: "a node")
            }
            return value
        }
    }
}
