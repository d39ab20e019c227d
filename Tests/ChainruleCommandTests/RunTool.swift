import Foundation
import Testing

/// What a run of the tool left behind.
struct ToolResult {
    let output: String
    let error: String
    let code: Int32
}

/// Runs the built `chainrule` with `arguments` in `directory` and waits for its end.
func runTool(_ arguments: String..., in directory: URL? = nil) throws -> ToolResult {
    try runTool(arguments, in: directory)
}

func runTool(_ arguments: [String], in directory: URL? = nil) throws -> ToolResult {
    try finish(toolProcess(arguments, in: directory))
}

/// Runs the tool, sends it a signal as soon as a moment has come, and waits until it dies of that; what it printed.
func runTool(
    _ arguments: [String], in directory: URL, until isTime: () -> Bool, then signal: Int32,
    sourceLocation: SourceLocation = #_sourceLocation
) throws -> String {
    let process = toolProcess(arguments, in: directory)
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    while process.isRunning && !isTime() { Thread.sleep(forTimeInterval: 0.001) }
    kill(process.processIdentifier, signal)
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(
        process.terminationReason == .uncaughtSignal && process.terminationStatus == signal,
        sourceLocation: sourceLocation)
    return text
}

/// Runs a line of shell, in which `chainrule` is the built one, and waits for its end.
func runShell(_ line: String, in directory: URL? = nil) throws -> ToolResult {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "PATH=\"$0:$PATH\"; \(line)", productsDirectory.path]
    process.currentDirectoryURL = directory
    return try finish(process)
}

/// The built `chainrule`, not yet running.
func toolProcess(_ arguments: [String], in directory: URL? = nil) -> Process {
    let process = Process()
    process.executableURL = productsDirectory.appendingPathComponent("chainrule")
    process.arguments = arguments
    process.currentDirectoryURL = directory
    return process
}

private func finish(_ process: Process) throws -> ToolResult {
    let (output, error) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, error)
    try process.run()
    // Both pipes are emptied at once: a full one would stop the tool.
    nonisolated(unsafe) var errorText = Data()
    let reader = Thread { errorText = error.fileHandleForReading.readDataToEndOfFile() }
    reader.start()
    let outputText = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    while !reader.isFinished { Thread.sleep(forTimeInterval: 0.001) }
    return ToolResult(
        output: String(decoding: outputText, as: UTF8.self),
        error: String(decoding: errorText, as: UTF8.self),
        code: process.terminationStatus)
}

/// Where the build put the tool: beside the tests.
private var productsDirectory: URL {
    #if os(macOS)
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
    return bundle!.bundleURL.deletingLastPathComponent()
    #else
    return URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        .deletingLastPathComponent()
    #endif
}
