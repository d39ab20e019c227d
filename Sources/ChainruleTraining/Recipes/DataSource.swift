import ChainruleData
import Foundation

/// The source of a run's data set.
public enum DataSource: Sendable, Equatable, Codable {
    /// Characters that the program draws itself, as many as asked for, from a seed or from that of the run.
    case glyphs(characters: Glyphs, training: Int, validation: Int, seed: UInt64? = nil)
    /// Images in a directory, in one of the forms that `TrainingData` knows.
    case directory(path: String)

    /// How many glyphs can be asked for.
    public static let glyphCounts = 1...1_000_000

    /// Images in a directory, under a path that is valid from everywhere.
    public static func files(in directory: String) -> DataSource {
        .directory(path: URL(fileURLWithPath: directory).standardizedFileURL.path)
    }

    /// The same examples for runs of every seed: those of a run with this seed.
    public func fixed(seed: UInt64) -> DataSource {
        guard case .glyphs(let glyphs, let training, let validation, let own) = self else { return self }
        return .glyphs(characters: glyphs, training: training, validation: validation, seed: own ?? seed)
    }

    /// Draws or reads the examples; `seed`, that of the run, decides how glyphs are drawn that have none of their own.
    public func load(seed: UInt64) throws(DataError) -> TrainingData {
        switch self {
        case .glyphs(let glyphs, let training, let validation, let own):
            for count in [training, validation] where !Self.glyphCounts.contains(count) {
                throw .malformed(
                    source: "synthetic \(glyphs.rawValue)", found: "a count of \(count)",
                    expected: "\(Self.glyphCounts.lowerBound) to \(Self.glyphCounts.upperBound)")
            }
            return glyphs.trainingData(
                trainingCount: training, validationCount: validation, seed: own ?? seed)
        case .directory(let path):
            return try TrainingData(directory: path)
        }
    }
}

extension DataSource: CustomStringConvertible {
    public var description: String {
        switch self {
        case .glyphs(let glyphs, let training, let validation, let seed):
            "synthetic \(glyphs.rawValue), \(training) and \(validation)"
                + (seed.map { ", random seed \($0)" } ?? "")
        case .directory(let path): path
        }
    }
}
