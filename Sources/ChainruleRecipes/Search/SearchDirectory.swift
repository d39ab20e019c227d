import Chainrule
import ChainruleData
import Foundation

/// The directory of a search.
///
/// - `search.json`: the ``SearchPlan``.
/// - `trials.jsonl`: a ``Trial`` per line, in the order in which they ended.
/// - `trials/0001`, …: the run of each trial, beside it in `trials/0001.txt` what it printed.
/// - `search.svg`: a picture of all trials.
public struct SearchDirectory: Sendable {
    public let url: URL

    private var planURL: URL { url.appending(path: "search.json") }
    private var logURL: URL { url.appending(path: "trials.jsonl") }
    public var pictureURL: URL { url.appending(path: "search.svg") }

    /// The directory at `path`, which need not exist.
    public init(_ path: String) { url = URL(fileURLWithPath: path) }

    /// Where the run of a trial is written.
    public func run(ofTrial number: Int) -> RunDirectory { RunDirectory(trialURL(number).path) }

    /// What a trial printed.
    public func output(ofTrial number: Int) -> URL { trialURL(number).appendingPathExtension("txt") }

    private func trialURL(_ number: Int) -> URL {
        url.appending(path: "trials").appending(path: "\(number)".leftPadded(to: 4, with: "0"))
    }

    /// Opens what a trial prints, at its end, for this process and the ones that it hands the file on to.
    ///
    /// As long as one of them lives nobody else gets the file: this waits for a trial whose search was killed to end.
    ///
    /// - Throws: `DataError` if it cannot be made or written.
    package func openOutput(ofTrial number: Int) throws(DataError) -> OutputFile {
        let output = output(ofTrial: number)
        try requireNoLink(at: output)
        try createDirectory(output.deletingLastPathComponent())
        return try openLocked(output.path, O_WRONLY | O_CREAT | O_APPEND, waits: true)
    }

    /// Begins the search of `plan` here, or resumes it where an earlier one stopped, perhaps with more trials.
    ///
    /// - Throws: `DataError` if the directory holds a search of another plan, a damaged one, one that is being
    ///   written by another process, or cannot be written.
    public func open(for plan: SearchPlan) throws(DataError) -> SearchLog {
        var begun = plan
        if FileManager.default.fileExists(atPath: planURL.path) {
            begun = try self.plan()
            if let difference = plan.difference(from: begun) {
                throw .malformed(
                    source: planURL.path, found: difference.found,
                    expected: "\(difference.expected); choose another directory with --out")
            }
            begun.method = plan.method
        }
        try createDirectory(url)
        let log = try SearchLog(logURL)
        try writeRecord(begun, to: planURL)
        return log
    }

    /// Draws the trials, in place of an earlier picture.
    public func write(_ picture: ParallelCoordinates) throws(DataError) {
        try requireNoLink(at: pictureURL)
        do { try writeAtomically(to: pictureURL) { try $0.write(contentsOf: Data(picture.svg.utf8)) } } catch
        {
            throw .unwritable(path: pictureURL.path, reason: oneLine(error))
        }
    }

    private func createDirectory(_ directory: URL) throws(DataError) {
        do { try makeDirectory(at: directory.path) } catch {
            throw .unwritable(path: directory.path, reason: error.description)
        }
    }

    /// Whether a search was begun in it.
    public var isBegun: Bool { FileManager.default.fileExists(atPath: planURL.path) }

    /// Where the report of all trials is.
    public var report: URL { url.appending(path: "report.html") }

    /// Reads the trials that have ended, in the order in which they did, also while the search is going on.
    ///
    /// - Throws: `DataError` if the log is damaged.
    public func trials() throws(DataError) -> [Trial] {
        guard FileManager.default.fileExists(atPath: logURL.path) else { return [] }
        let bytes = try readFile(logURL.path)
        let end = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return try SearchLog.trials(in: bytes[..<end], source: logURL.path)
    }

    /// The directories of the trials that have ended and of which there is a run.
    ///
    /// - Throws: `DataError` if the log is damaged.
    public func runs() throws(DataError) -> [RunDirectory] {
        try trials().map { run(ofTrial: $0.number) }.filter(\.isBegun)
    }

    /// Reads what decides which trials are proposed.
    ///
    /// - Throws: `DataError` if there is no search, or the file is damaged.
    public func plan() throws(DataError) -> SearchPlan {
        let bytes = try readFile(planURL.path)
        do { return try JSONDecoder().decode(SearchPlan.self, from: Data(bytes)) } catch {
            throw .malformed(
                source: planURL.path, found: "no plan", expected: "the output of chainrule search")
        }
    }
}
