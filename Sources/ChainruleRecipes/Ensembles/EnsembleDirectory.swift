import Chainrule
import ChainruleData
import ChainruleTraining
import Foundation

/// The directory of an ensemble.
///
/// - `member-1`, `member-2`, …: the run of each member.
/// - `training`: the one run that snapshots are taken from; see ``Snapshots``.
/// - `ensemble.json`: the ``EnsembleRecord``.
public struct EnsembleDirectory: Sendable {
    public let url: URL

    /// The results of the ensemble.
    public var recordURL: URL { url.appending(path: "ensemble.json") }
    /// The run that snapshots are taken from.
    public var training: RunDirectory { run("training") }

    /// The directory at `path`, which need not exist.
    public init(_ path: String) { url = URL(fileURLWithPath: path) }

    /// The run of a member, counted from 1.
    public func member(_ number: Int) -> RunDirectory { run(Self.memberName(number)) }

    private func run(_ name: String) -> RunDirectory {
        RunDirectory(url.appending(path: name).relativePath)
    }

    /// Writes the results, replacing earlier ones.
    public func write(_ record: EnsembleRecord) throws(DataError) { try writeRecord(record, to: recordURL) }

    /// The runs of the members of an evaluated ensemble; nil if there is none.
    ///
    /// - Throws: `DataError` if it was not measured yet, or its record is damaged.
    public func members() throws(DataError) -> [RunDirectory]? {
        guard FileManager.default.fileExists(atPath: recordURL.path) else {
            if !member(1).isBegun { return nil }
            throw .malformed(
                source: url.path, found: "an incomplete ensemble",
                expected: "a complete one, or some of its members such as \(member(1).url.relativePath)")
        }
        do {
            let record = try JSONDecoder().decode(EnsembleRecord.self, from: Data(readFile(recordURL.path)))
            if record.members.isEmpty {
                throw DataError.malformed(
                    source: recordURL.path, found: "no members", expected: "the output of chainrule ensemble")
            }
            return record.members.indices.map { member($0 + 1) }
        } catch let error as DataError {
            throw error
        } catch {
            throw .malformed(
                source: recordURL.path, found: "no ensemble", expected: "the output of chainrule ensemble")
        }
    }

    fileprivate static func memberName(_ number: Int) -> String { "member-\(number)" }
}

/// How good an ensemble and its members are on the validation set.
public struct EnsembleRecord: Sendable, Equatable, Codable {
    public struct Member: Sendable, Equatable, Codable {
        /// The member's run within the directory of the ensemble.
        public let directory: String
        public let seed: UInt64
        /// Its figure by the metric of the record.
        public let value: Double
    }

    /// The version of Chainrule.
    public let version: String
    public let recipe: String
    /// The name of the data.
    public let data: String
    public let validationCount: Int
    /// The name of the metric of all figures.
    public let metric: String
    public let members: [Member]
    /// The mean of the members' figures.
    public let meanOfMembers: Double
    /// The figure of every way to combine the members.
    public let combined: [EnsembleEvaluation.Combined]

    /// - Precondition: there is at least one run, and the evaluation is of these runs.
    public init(_ runs: [SavedRun], on data: any LoadedData, _ evaluation: EnsembleEvaluation) {
        require(
            !runs.isEmpty && evaluation.members.count == runs.count,
            "EnsembleRecord: \(evaluation.members.count) figures of \(runs.count) runs")
        version = Chainrule.version
        recipe = runs[0].record.recipe
        self.data = data.name
        validationCount = evaluation.count
        metric = evaluation.metric
        members = zip(runs, evaluation.members).enumerated().map { index, member in
            Member(
                directory: EnsembleDirectory.memberName(index + 1), seed: member.0.record.seed,
                value: member.1)
        }
        meanOfMembers = evaluation.meanOfMembers
        combined = evaluation.combined
    }
}
