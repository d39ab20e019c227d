import ArgumentParsing
import Chainrule
import ChainruleData
import ChainruleRecipes
import ChainruleTraining
import Foundation

/// A running trial, in a separate process.
struct TrialProcess {
    private let number: Int
    private let proposal: Proposal
    private let process = Process()
    private let directory: SearchDirectory
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    /// Where this try's output begins behind that of earlier ones.
    private let outputBegin: Int

    /// Starts a trial, or resumes it where an earlier try of it has stopped.
    ///
    /// - Parameters:
    ///   - parent: ends the process with the search.
    ///   - atEnd: called when the process has ended, on any thread.
    init(
        _ number: Int, _ proposal: Proposal, _ line: TrialCommandLine, in directory: SearchDirectory,
        _ parent: ParentProcess, atEnd: @escaping @Sendable () -> Void
    ) throws {
        self.number = number
        self.proposal = proposal
        self.directory = directory
        start = clock.now
        let output = try directory.openOutput(ofTrial: number)
        // Afterwards, since it waits for an earlier try to end.
        process.arguments = try line.arguments(proposal, in: directory.run(ofTrial: number))
        outputBegin = max(0, Int(lseek(output.descriptor, 0, SEEK_END)))
        let handle = FileHandle(fileDescriptor: output.descriptor, closeOnDealloc: false)
        (process.standardOutput, process.standardError) = (handle, handle)
        process.terminationHandler = { _ in atEnd() }
        parent.hold(process)
        guard let program = Bundle.main.executableURL else {
            throw TrialError(number, "could not be started: the path of the executable is unknown")
        }
        process.executableURL = program
        do {
            try process.run()
            try output.close()
        } catch {
            throw TrialError(number, "could not be started: \(oneLine(error))")
        }
    }

    var isRunning: Bool { process.isRunning }

    /// What came of it; only of a process that has ended.
    ///
    /// - Throws: `TrialError` if its end says nothing about its settings.
    func result() throws -> Trial {
        let seconds = (clock.now - start).seconds
        return Trial(number: number, proposal: proposal, outcome: try outcome(), seconds: seconds)
    }

    private func outcome() throws -> Trial.Outcome {
        let status = process.terminationStatus
        guard process.terminationReason == .exit else {
            throw TrialError(number, "was killed by signal \(status)")
        }
        switch status {
        case 0:
            let end = try directory.run(ofTrial: number).history().last
            guard let end, let loss = end.validationLoss, !end.validationMetrics.isEmpty else {
                throw TrialError(number, "saved no validation metrics")
            }
            return .measured(loss: loss, metrics: end.validationMetrics)
        case ExitCode.divergence.rawValue:
            // Only the reason: advice and the path of the run are for single runs.
            let reason = lastWords.map { String($0.prefix { $0 != ";" }) }
            return .failed(reason: reason ?? "the loss became too large")
        default:
            let reason = lastWords.map { ": \($0)" } ?? " without saying why\(silence)"
            throw TrialError(number, "failed with exit code \(status)\(reason)")
        }
    }

    /// The line in which this try said why it failed; nil if it did not, for instance because the disk is full.
    private var lastWords: String? {
        let mark = "chainrule: "
        guard let output = try? readFile(directory.output(ofTrial: number).path) else { return nil }
        let lines = String(decoding: output.dropFirst(outputBegin), as: UTF8.self).split(separator: "\n")
        return lines.last { $0.hasPrefix(mark) }.map { String($0.dropFirst(mark.count)) }
    }

    /// Why the file of its output may hold no reason, found by trying to read it and to add to it; and where it is.
    private var silence: String {
        let output = directory.output(ofTrial: number)
        let place = "; its output is in \(output.relativePath)"
        do {
            _ = try readFile(output.path)
            let file = try OutputFile(opening: output.path, O_WRONLY | O_APPEND)
            try file.write(contentsOf: Data("trial \(number) said nothing more\n".utf8))
            return place
        } catch {
            return " (\(oneLine(error)))\(place)"
        }
    }
}

/// Why a trial has no result.
private struct TrialError: Error, CustomStringConvertible {
    let description: String

    init(_ number: Int, _ problem: String) {
        description = "trial \(number) \(problem); repeat the command to resume the search"
    }
}
