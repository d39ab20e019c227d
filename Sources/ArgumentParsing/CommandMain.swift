import Foundation

extension ParsableCommand {
    /// Runs the tool on the words of the process's command line.
    ///
    /// - Parameter prepare: Is called when the command line has been understood and before a command runs: not
    ///   for help, version or usage errors. An error that it throws is reported like one of the command's.
    public static func main(beforeRunning prepare: () throws -> Void = {}) {
        main(nil, beforeRunning: prepare)
    }

    /// Parses and runs; returns after success, and ends the process after anything else.
    ///
    /// Exit codes: 2 for a usage error, 1 for any other error, each printed as one line on standard error;
    /// 0 for help and version; ``ExitCode`` and ``ErrorWithExitCode`` end the process with their own. Output that
    /// cannot be written, on a full disk for instance, is an error too, but not a closed pipe (`| head`).
    ///
    /// - Parameters:
    ///   - arguments: The words after the name of the tool, by default those of the process.
    ///   - prepare: Is called before a command runs.
    public static func main(_ arguments: [String]?, beforeRunning prepare: () throws -> Void = {}) {
        // `chainrule train | head` must not end the training when `head` has seen enough.
        signal(SIGPIPE, SIG_IGN)
        StandardOutput.reserve()
        let end = execute(
            arguments ?? Array(CommandLine.arguments.dropFirst()), beforeRunning: prepare)
        if let text = end?.standardOutput, !text.isEmpty { print(text) }
        if let text = end?.standardError, !text.isEmpty { tell(text) }
        if let reason = StandardOutput.lossReason(), end?.code ?? .success == .success {
            tell("\(commandName): \(reason)")
            exit(ExitCode.failure.rawValue)
        }
        if let end { exit(end.code.rawValue) }
    }

    private static func tell(_ text: String) {
        // With standard error closed the error cannot be reported.
        try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
    }

    /// Parses and runs; what the tool then has to say and its exit code, or nil after success.
    package static func execute(
        _ arguments: [String], beforeRunning prepare: () throws -> Void = {}
    ) -> CommandEnd? {
        do {
            var command = try parseAsRoot(arguments)
            try prepare()
            try command.run()
            return nil
        } catch {
            return CommandEnd(error, tool: commandName)
        }
    }
}

/// What an error makes of the process: texts without their last newline, and the exit code.
package struct CommandEnd: Equatable {
    package var standardOutput = ""
    package var standardError = ""
    package var code: ExitCode

    init(_ error: any Error, tool: String) {
        switch error {
        case CleanExit.message(let text):
            (code, standardOutput) = (.success, text)
        case let missing as MissingSubcommand:
            // As the `go` tool does: the bare name should show the choices, yet nothing
            // was run, so the help counts as an error and a script that lost its subcommand notices.
            (code, standardError) = (.validationFailure, missing.help)
        case let code as ExitCode:
            self.code = code
        default:
            code =
                error is ValidationError
                ? .validationFailure : (error as? any ErrorWithExitCode)?.exitCode ?? .failure
            let line = String(describing: error).split(whereSeparator: \.isNewline).joined(separator: " ")
            standardError = "\(tool): \(line)"
        }
    }
}
