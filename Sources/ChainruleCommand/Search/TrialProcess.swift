import Chainrule
import ChainruleData
import ChainruleTraining
import Foundation

/// A trial under way, in a process of its own.
struct TrialProcess {
    let number: Int
    let proposal: Proposal
    private let process = Process()
    private let directory: SearchDirectory
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant

    /// Starts a trial, in place of what an earlier try of it has left.
    ///
    /// - Parameter atEnd: called when the process has ended, on any thread.
    init(
        _ number: Int, _ proposal: Proposal, _ line: TrialCommandLine, in directory: SearchDirectory,
        atEnd: @escaping @Sendable () -> Void
    ) throws {
        self.number = number
        self.proposal = proposal
        self.directory = directory
        start = clock.now
        let (run, output) = (directory.run(ofTrial: number), directory.output(ofTrial: number))
        if run.exists { try FileManager.default.removeItem(at: run.url) }
        try Data().write(to: output)
        let file = try FileHandle(forWritingTo: output)
        process.executableURL = try Self.program()
        process.arguments = line.arguments(proposal, into: run.url.path)
        (process.standardInput, process.standardOutput, process.standardError) = (
            FileHandle.nullDevice, file, file
        )
        process.terminationHandler = { _ in atEnd() }
        try process.run()
        try file.close()
    }

    var isRunning: Bool { process.isRunning }

    /// Ends the process at once: a trial that was cut off is run again from its beginning.
    func kill() { Foundation.kill(process.processIdentifier, SIGKILL) }

    /// What came of it; only of a process that has ended.
    ///
    /// - Throws: `Stopped` if somebody ended the trial and it says nothing about its settings.
    func result() throws -> Trial {
        let seconds = (clock.now - start).seconds
        return Trial(number: number, proposal: proposal, outcome: try outcome(), seconds: seconds)
    }

    private func outcome() throws -> Trial.Outcome {
        let status = process.terminationStatus
        guard process.terminationReason == .exit else {
            if [SIGINT, SIGTERM].contains(status) { throw Stopped(number: number) }
            return .failed(reason: "signal \(status) ended it")
        }
        guard status == 0 else { return .failed(reason: lastWords ?? "it ended with exit code \(status)") }
        let end = try directory.run(ofTrial: number).history().last
        guard let loss = end?.heldOutLoss, let accuracy = end?.heldOutAccuracy else {
            return .failed(reason: "it wrote no history")
        }
        return .measured(loss: loss, accuracy: accuracy)
    }

    /// The line in which the program said why it failed.
    private var lastWords: String? {
        guard let output = try? readFile(directory.output(ofTrial: number).path) else { return nil }
        let line = String(decoding: output, as: UTF8.self).split(separator: "\n").last
        return line.map { String($0.trimmingPrefix("chainrule: ")) }
    }

    struct Stopped: Error, CustomStringConvertible {
        let number: Int
        var description: String { "trial \(number) was stopped; the same command goes on with the search" }
    }

    /// The file of the program itself, whatever name it was called by.
    private static func program() throws -> URL {
        guard let program = Bundle.main.executableURL else {
            throw DataError.missing(path: CommandLine.arguments[0], expected: "the program itself")
        }
        return program
    }
}
