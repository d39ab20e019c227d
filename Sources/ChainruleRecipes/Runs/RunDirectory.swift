import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining
import Foundation

/// The directory of a run: the model, what made it, and how it went.
///
/// - `model.safetensors`: the parameters under PyTorch's names.
/// - `run.json`: the ``RunRecord``.
/// - `history.jsonl`, `history.csv`: an `EpochRecord` per line.
/// - `checkpoints`: see `Checkpoint`.
/// - `tensorboard`: event files.
/// - `samples`: what a model that writes texts wrote as it was trained.
/// - `pictures`: what the evaluation at the end shows, where a task draws something.
/// - `report.html`: all of it for people to read, if a command wrote it.
/// - `report`: what the report is made of beside these: `dynamics.json`, `evaluation.json`, `filters.png`, `graph.svg`.
public struct RunDirectory: Sendable {
    public let url: URL

    var modelURL: URL { url.appending(path: "model.safetensors") }
    var recordURL: URL { url.appending(path: "run.json") }
    var historyURL: URL { url.appending(path: "history.jsonl") }
    private var tableURL: URL { url.appending(path: "history.csv") }
    /// Where the run's checkpoints are.
    public var checkpoints: String { url.appending(path: "checkpoints").path }
    /// Where TensorBoard finds the run.
    public var tensorboard: String { url.appending(path: "tensorboard").path }

    /// Where the texts are that a model wrote as it was trained.
    public var samples: URL { url.appending(path: "samples") }
    /// Where the pictures of the evaluation at the end are.
    public var pictures: URL { url.appending(path: "pictures") }

    /// Where the report for people is.
    public var report: URL { url.appending(path: "report.html") }
    /// Where the parts are that the report alone is made of.
    public var reportParts: URL { url.appending(path: "report") }

    /// The directory at `path`, which need not exist.
    public init(_ path: String) { url = URL(fileURLWithPath: path) }

    /// The first of `runs/name`, `runs/name-2`, … that does not exist yet.
    public static func unused(named name: String) -> RunDirectory {
        var path = "runs/\(name)"
        var number = 2
        while FileManager.default.fileExists(atPath: path) {
            path = "runs/\(name)-\(number)"
            number += 1
        }
        return RunDirectory(path)
    }

    /// Whether a run was begun in it.
    public var isBegun: Bool { FileManager.default.fileExists(atPath: recordURL.path) }

    /// The epochs whose end was written down.
    public func epochsDone() throws(DataError) -> Int {
        FileManager.default.fileExists(atPath: historyURL.path) ? try history().count : 0
    }

    /// Throws unless the run that was begun in it is that of `record`.
    func requireSame(_ record: RunRecord) throws(DataError) {
        guard let difference = try record.difference(from: self.record()) else { return }
        throw .malformed(
            source: url.path, found: difference.found,
            expected: "\(difference.expected), or another directory")
    }

    /// Throws unless the run that was begun in it was begun as `record` says the machine is now.
    func requireSameEnvironment(as record: RunRecord) throws(DataError) {
        let earlier = try self.record().environment
        guard let difference = record.environment.difference(from: earlier) else { return }
        throw .malformed(source: url.path, found: difference.found, expected: difference.expected)
    }

    /// Writes the run as it is now; each file is replaced in one step.
    public func save(_ record: RunRecord, _ model: some Module, _ history: [EpochRecord]) throws {
        try model.save(to: modelURL)
        try save(record)
        try HistoryLog.write(history, to: historyURL, .jsonLines)
        try HistoryLog.write(history, to: tableURL, .csv)
    }

    /// Who writes the directory while the run is trained.
    ///
    /// - Parameters:
    ///   - record: what makes the run.
    ///   - saveInterval: the updates between two checkpoints of an epoch; a minute lies between them otherwise.
    ///   - doctor: whose findings are kept, an observer that stands before these; none by default.
    public func writers(
        _ record: RunRecord, saveInterval: Int? = nil, doctor: Doctor? = nil
    ) -> [any TrainingObserver] {
        // Whoever is behind another can make up for what a kill between the two lost.
        [
            DynamicsRecorder(dynamicsURL.path, doctor: doctor), TensorBoard(tensorboard),
            Checkpoints(checkpoints, everySteps: saveInterval),
            RunWriter(self, record),
        ]
    }

    /// All that a run writes.
    var entries: [URL] {
        [recordURL, modelURL, historyURL, tableURL]
            + [checkpoints, tensorboard, samples.path, pictures.path].map { URL(fileURLWithPath: $0) }
            + [report, reportParts]
    }

    /// Writes what makes the run.
    public func save(_ record: RunRecord) throws(DataError) {
        try writeRecord(record, to: recordURL, sealed: true)
    }

    /// Reads what made the run.
    ///
    /// - Throws: `DataError` if the file was changed after it was written, or is not a run's.
    public func record() throws(DataError) -> RunRecord {
        let bytes = try readFile(recordURL.path)
        let record: RunRecord = try decode(bytes[...], from: recordURL)
        // A file that is no record at all is reported as such, above.
        if SealedJSON.isIntact(bytes) { return record }
        throw .malformed(
            source: recordURL.path, found: "changes made after it was written",
            expected: "what chainrule wrote, which ends with its SHA-256")
    }

    /// Reads how the run went, epoch by epoch.
    public func history() throws(DataError) -> [EpochRecord] {
        var history: [EpochRecord] = []
        for line in try readFile(historyURL.path).split(separator: UInt8(ascii: "\n")) {
            history.append(try decode(line, from: historyURL))
        }
        return history
    }

    /// Reads the parameters into `model`, which must be of the run's architecture.
    public func load(into model: some Module) throws { try model.load(from: modelURL) }

    func decode<Value: Decodable>(
        _ bytes: ArraySlice<UInt8>, from file: URL
    ) throws(DataError) -> Value {
        do { return try JSONDecoder().decode(Value.self, from: Data(bytes)) } catch {
            throw .malformed(
                source: file.path, found: Self.problem(error), expected: "a valid record of a run")
        }
    }

    private static func problem(_ error: any Error) -> String {
        func name(_ path: [any CodingKey]) -> String { path.map(\.stringValue).joined(separator: ".") }
        return switch error {
        case DecodingError.keyNotFound(let key, let context):
            "no '\(name(context.codingPath + [key]))'"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
            "a wrong value of '\(name(context.codingPath))'"
        default: "unreadable JSON"
        }
    }
}
