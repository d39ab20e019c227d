import Chainrule
import ChainruleData
import ChainruleInterop
import Foundation

/// Writes the history of a run to a file after every epoch, as lines of JSON or as a table.
///
/// The file is replaced atomically, so it never contains a partial line, nor epochs that are repeated after a resume.
public final class HistoryLog: TrainingObserver {
    public enum Format: Sendable {
        /// An ``EpochRecord`` per line.
        case jsonLines
        /// A header and a line per epoch (RFC 4180).
        case csv
    }

    private let url: URL
    private let format: Format

    public init(_ path: String, _ format: Format = .jsonLines) {
        url = URL(fileURLWithPath: path)
        self.format = format
    }

    public func epochEnds(_ epoch: EpochRecord, of training: Training) throws(DataError) {
        try Self.write(training.trainer.history, to: url, format)
    }

    package static func write(_ history: [EpochRecord], to url: URL, _ format: Format) throws(DataError) {
        do {
            let text = try format == .jsonLines ? jsonLines(history) : table(history)
            try writeAtomically(to: url) { try $0.write(contentsOf: Data(text.utf8)) }
        } catch {
            throw .unwritable(path: url.path, reason: oneLine(error))
        }
    }

    private static func jsonLines(_ history: [EpochRecord]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try history.map { String(decoding: try encoder.encode($0), as: UTF8.self) + "\n" }.joined()
    }

    private static func table(_ history: [EpochRecord]) -> String {
        let names = Set(history.flatMap { $0.metrics.keys }).union(
            history.flatMap { $0.validationMetrics.keys })
        let metrics = names.sorted()
        let header =
            ["epoch", "loss", "validation loss"] + metrics + metrics.map { "validation \($0)" }
            + ["learning rate", "examples", "seconds", "idle seconds", "observing seconds"]
        let rows = history.map { epoch in
            let figures: [Double?] =
                [epoch.loss, epoch.validationLoss] + metrics.map { epoch.metrics[$0] }
                + metrics.map { epoch.validationMetrics[$0] } + [epoch.learningRate]
            return ["\(epoch.epoch)"] + figures.map { $0.map { "\($0)" } ?? "" }
                + [
                    "\(epoch.examples)", "\(epoch.seconds)", "\(epoch.idleSeconds)",
                    "\(epoch.observingSeconds)",
                ]
        }
        return ([header] + rows).map(CSVWriter.line).joined()
    }
}
