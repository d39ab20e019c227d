import ArgumentParsing

/// `chainrule onnx`: networks in ONNX files.
struct ONNXCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "onnx", abstract: "Check and run networks in ONNX files.",
        subcommands: [Check.self, Run.self])
}
