import Chainrule
import ChainruleData
import Foundation

/// The trials of a search that have ended, in a file that grows by a line for each of them.
///
/// The file is locked while this lives: two searches never write the same directory.
public final class SearchLog {
    private let path: String
    private let file: OutputFile
    /// The trials by their numbers.
    public private(set) var trials: [Int: Trial] = [:]

    init(_ url: URL) throws(DataError) {
        path = url.path
        try requireNoLink(at: url)
        file = try openLocked(path, O_RDWR | O_CREAT, waits: false, busy: "another search is writing it")
        let bytes = try readFile(path)
        // A line without an end was cut off by a crash: its trial is run again.
        let end = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        for trial in try Self.trials(in: bytes[..<end], source: path) { trials[trial.number] = trial }
        if ftruncate(file.descriptor, off_t(end)) != 0 || lseek(file.descriptor, off_t(end), SEEK_SET) < 0 {
            throw .unwritable(path: path, reason: oneLine(SystemError("ftruncate", path)))
        }
    }

    /// The trials in the lines of a log.
    static func trials(in lines: ArraySlice<UInt8>, source: String) throws(DataError) -> [Trial] {
        var trials: [Trial] = []
        for line in lines.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast() {
            let trial: Trial
            do { trial = try JSONDecoder().decode(Trial.self, from: Data(line)) } catch {
                throw .malformed(
                    source: source, found: "line \(trials.count + 1) without a trial",
                    expected: "the output of chainrule search")
            }
            guard trial.isPossible else {
                throw .malformed(
                    source: source, found: "line \(trials.count + 1) with an impossible number",
                    expected: "the output of chainrule search")
            }
            trials.append(trial)
        }
        return trials
    }

    /// Adds a trial; when this returns it is on the disk.
    public func append(_ trial: Trial) throws(DataError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            try file.write(contentsOf: encoder.encode(trial) + Data("\n".utf8))
            try file.synchronize()
        } catch {
            throw .unwritable(path: path, reason: oneLine(error))
        }
        trials[trial.number] = trial
    }

    /// The trial that was run for a proposal, if it was.
    ///
    /// - Throws: `DataError` if a trial of that number was run for another proposal.
    public func trial(_ number: Int, of proposal: Proposal) throws(DataError) -> Trial? {
        guard let trial = trials[number] else { return nil }
        guard trial.proposal == proposal else {
            throw .malformed(
                source: path, found: "a trial \(number) with other hyperparameters",
                expected: "those that the search proposes")
        }
        return trial
    }
}
