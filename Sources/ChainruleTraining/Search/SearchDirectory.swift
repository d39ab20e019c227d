import Chainrule
import ChainruleData
import ChainruleInterop
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

    /// Begins the search of `plan` here, or goes on with it where an earlier one stopped.
    ///
    /// - Throws: `DataError` if the directory holds a search of another plan, a damaged one, one that is being
    ///   written by another process, or cannot be written.
    public func open(for plan: SearchPlan) throws(DataError) -> SearchLog {
        if FileManager.default.fileExists(atPath: planURL.path) {
            if let difference = plan.difference(from: try earlierPlan()) {
                throw .malformed(
                    source: planURL.path, found: difference.found,
                    expected: "\(difference.expected); choose another directory by --out")
            }
        } else {
            try write(plan)
        }
        return try SearchLog(logURL)
    }

    /// Draws the trials, in place of an earlier picture.
    public func write(_ picture: ParallelCoordinates) throws(DataError) {
        do { try writeAtomically(to: pictureURL) { try $0.write(contentsOf: Data(picture.svg.utf8)) } } catch
        {
            throw .unwritable(path: pictureURL.path, reason: oneLine(error))
        }
    }

    private func earlierPlan() throws(DataError) -> SearchPlan {
        let bytes = try readFile(planURL.path)
        do { return try JSONDecoder().decode(SearchPlan.self, from: Data(bytes)) } catch {
            throw .malformed(source: planURL.path, found: "no plan", expected: "what chainrule search wrote")
        }
    }

    private func write(_ plan: SearchPlan) throws(DataError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        do {
            try FileManager.default.createDirectory(
                at: url.appending(path: "trials"), withIntermediateDirectories: true)
            let bytes = try encoder.encode(plan) + Data("\n".utf8)
            try writeAtomically(to: planURL) { try $0.write(contentsOf: bytes) }
        } catch {
            throw .unwritable(path: url.path, reason: oneLine(error))
        }
    }
}
