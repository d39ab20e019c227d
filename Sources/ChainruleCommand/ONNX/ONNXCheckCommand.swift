import ArgumentParsing
import Chainrule
import ChainruleONNX

extension ONNXCommand {
    /// `chainrule onnx check`: what a model contains, and whether it can be computed.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Show what a model contains, and what of it is not supported.",
            discussion: """
                Prints inputs and outputs, parameters, the version of the operators (opset) and the operators with the \
                numbers of their nodes. The exit code is 1 if the model needs something that is not supported.
                """)

        @Argument(help: ArgumentHelp("ONNX file.", valueName: "model"))
        var model: FilePath

        @Flag(help: "Print JSON.")
        var json = false

        func run() throws {
            let file = try ModelFile(path: model.path)
            print(try json ? jsonText(CheckedModel(file)) : text(of: file))
            if !file.problems.isEmpty { throw ExitCode.failure }
            // Everything that can be wrong with the tensors.
            _ = try ONNXModel(file)
        }

        private func text(of file: ModelFile) -> String {
            let size = file.sizeOfTensors
            var lines = [
                "\(file.path): opset \(file.opset), format \(file.version)"
                    + (file.producer.isEmpty ? "" : ", written by \(file.producer)"),
                "\(counted(size.tensors, "tensor")) with \(groupedDigits(size.numbers)) numbers", "",
            ]
            lines += textTable(
                [["", "name", "type"]] + file.signature.map { [$0.kind, $0.name, $0.type] }, numeric: [])
            let operators = file.operators.sorted { $0.key < $1.key }.map { name, found in
                [name, "\(found.count)", found.isSupported ? "" : "not supported"]
            }
            lines += [""] + textTable([["operator", "nodes", ""]] + operators, numeric: [1])
            if !file.problems.isEmpty { lines += ["", "Not supported:"] + file.problems.map { "  \($0)" } }
            return lines.map { $0.singleLine }.joined(separator: "\n")
        }
    }
}

/// What `check --json` prints.
private struct CheckedModel: Encodable {
    struct Value: Encodable {
        let name: String
        let type: String
    }

    struct Operator: Encodable {
        let nodes: Int
        let isSupported: Bool
    }

    let opset: Int
    let formatVersion: Int
    let producer: String
    let inputs: [Value]
    let outputs: [Value]
    let operators: [String: Operator]
    let tensors: Int
    let numbers: Int
    let problems: [String]

    init(_ file: ModelFile) {
        func values(_ kind: String) -> [Value] {
            file.signature.filter { $0.kind == kind }.map { Value(name: $0.name, type: $0.type) }
        }
        (opset, formatVersion, producer) = (file.opset, file.version, file.producer)
        (inputs, outputs) = (values("input"), values("output"))
        operators = file.operators.mapValues { Operator(nodes: $0.count, isSupported: $0.isSupported) }
        (tensors, numbers) = file.sizeOfTensors
        problems = file.problems
    }
}
