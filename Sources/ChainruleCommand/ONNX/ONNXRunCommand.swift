import ArgumentParsing
import Chainrule
import ChainruleData
import ChainruleONNX
import Foundation

extension ONNXCommand {
    /// `chainrule onnx run`: the outputs of a model for arrays from files.
    struct Run: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "run", abstract: "Compute the outputs of a model.",
            discussion: """
                Inputs are NumPy's .npy files, in the order of the model's inputs or with their names. The shape and the \
                range of each output are printed; --out writes the outputs as .npy files, integers as int32.
                """)

        @Argument(help: ArgumentHelp("ONNX file.", valueName: "model"))
        var model: FilePath

        @Option(help: ArgumentHelp("An input, once for each: X.npy or NAME=X.npy.", valueName: "[name=]file"))
        var input: [NamedFile] = []

        @Option(help: ArgumentHelp("Directory for the outputs, 0.npy and so on.", valueName: "directory"))
        var out: DirectoryPath?

        @Option(help: ArgumentHelp("CPU threads; by default one per available core.", valueName: "n"))
        var threads: ThreadCount?

        mutating func run() throws {
            if let threads { Threads.count = threads.value }
            let model = try ONNXModel(contentsOf: URL(fileURLWithPath: model.path))
            let results: [String: Tensor] = try model(arguments(of: model))
            let outputs = model.outputNames.compactMap { results[$0] }
            evaluate(outputs)
            let rows = zip(model.outputNames, outputs).map { name, output in
                [name.singleLine, "\(output.type)", Self.range(of: output)]
            }
            print(textTable([["output", "type", "range"]] + rows, numeric: []).joined(separator: "\n"))
            guard let out else { return }
            try makeDirectory(at: out.path)
            for (index, output) in outputs.enumerated() {
                let path = "\(out.path)/\(index).npy"
                try NumPy.write(output, to: path)
                print(path)
            }
        }

        /// Files without a name are the inputs that are not named, in the model's order.
        private func arguments(of model: ONNXModel) throws -> [String: Tensor] {
            var arguments: [String: Tensor] = [:]
            for file in input {
                let open = model.inputNames.first { name in
                    arguments[name] == nil && !input.contains { $0.name == name }
                }
                guard let name = file.name ?? open else {
                    throw ValidationError("\(file.path) is an input more than the model has")
                }
                guard arguments.updateValue(try NumPy.read(file.path), forKey: name) == nil else {
                    throw ValidationError("the input '\(name)' is given more than once")
                }
            }
            return arguments
        }

        private static func range(of output: Tensor) -> String {
            if output.shape.elementCount == 0 { return "no elements" }
            let numbers = output.cast(to: .float64)
            let (least, largest) = (numbers.min().item(), numbers.max().item())
            return String(format: "%.6g to %.6g", least, largest)
        }
    }
}

/// A file, with the name of what it is for if that is given.
struct NamedFile: ExpressibleByArgument {
    let name: String?
    let path: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        name = parts.count == 2 ? String(parts[0]) : nil
        path = String(parts[parts.count - 1])
        if path.isEmpty || name == "" { return nil }
    }

    static let expectedValueDescription = "the path of a file, or NAME= and the path of a file"
}
