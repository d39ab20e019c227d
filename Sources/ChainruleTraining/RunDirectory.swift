import ChainruleInterop
import ChainruleNN
import Foundation

/// The directory of a run: the model, what made it, and how it went.
///
/// - `model.safetensors`: the parameters under PyTorch's names.
/// - `run.json`: the ``RunRecord``.
/// - `history.jsonl`: an ``EpochRecord`` per line.
public struct RunDirectory: Sendable {
    public let url: URL

    private var modelURL: URL { url.appending(path: "model.safetensors") }
    private var recordURL: URL { url.appending(path: "run.json") }
    private var historyURL: URL { url.appending(path: "history.jsonl") }

    /// An existing run.
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

    /// Makes sure that a new run can be written here; an earlier run is never overwritten.
    public func requireUnused() throws(RunError) {
        let manager = FileManager.default
        var isDirectory: ObjCBool = false
        guard manager.fileExists(atPath: url.path, isDirectory: &isDirectory) else { return }
        guard isDirectory.boolValue else { throw RunError(url.path, "is a file, not a directory") }
        for file in [recordURL, modelURL, historyURL] where manager.fileExists(atPath: file.path) {
            throw RunError(url.path, "already holds a run (\(file.lastPathComponent)); choose another --out")
        }
    }

    /// Writes the record and the model as they are now; each file is replaced in one step.
    public func save(_ record: RunRecord, _ model: some Module) throws {
        try create()
        try model.save(to: modelURL)
        try write(Self.encoded(record, pretty: true), to: recordURL)
    }

    /// Adds an epoch to the history.
    public func append(_ epoch: EpochRecord) throws {
        try create()
        let history = (try? Data(contentsOf: historyURL)) ?? Data()
        try write(history + Self.encoded(epoch, pretty: false), to: historyURL)
    }

    /// Reads what made the run.
    public func record() throws(RunError) -> RunRecord {
        try read(recordURL) { try JSONDecoder().decode(RunRecord.self, from: $0) }
    }

    /// Reads how the run went, epoch by epoch.
    public func history() throws(RunError) -> [EpochRecord] {
        try read(historyURL) { data in
            try data.split(separator: UInt8(ascii: "\n")).map { line in
                try JSONDecoder().decode(EpochRecord.self, from: Data(line))
            }
        }
    }

    /// Reads the parameters into `model`, which must be of the run's architecture.
    public func load(into model: some Module) throws { try model.load(from: modelURL) }

    private func create() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    private func write(_ content: Data, to file: URL) throws {
        try writeAtomically(to: file) { try $0.write(contentsOf: content + Data("\n".utf8)) }
    }

    private func read<Value>(_ file: URL, _ decode: (Data) throws -> Value) throws(RunError) -> Value {
        let data: Data
        do { data = try Data(contentsOf: file) } catch {
            throw RunError(url.path, "is no run of chainrule: \(file.lastPathComponent) cannot be read")
        }
        do { return try decode(data) } catch {
            throw RunError(file.path, "is damaged or from another version: \(Self.reason(error))")
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "'\(key.stringValue)' is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            "'\(context.codingPath.map(\.stringValue).joined(separator: "."))' is of the wrong kind"
        default: "it is not valid JSON"
        }
    }

    private static func encoded(_ value: some Encodable, pretty: Bool) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting =
            pretty ? [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes] : [.sortedKeys]
        return try encoder.encode(value)
    }
}

/// A run's directory that cannot be used, and why.
public struct RunError: Error, Equatable, CustomStringConvertible {
    public let path: String
    public let problem: String

    init(_ path: String, _ problem: String) {
        self.path = path
        self.problem = problem
    }

    public var description: String { "\(path) \(problem)" }
}
