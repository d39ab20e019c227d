import ChainruleData
import Foundation

/// The data set a run learns from.
public enum DataSource: Sendable, Equatable, Codable {
    /// Characters that the program draws itself, as many as asked for.
    case glyphs(characters: Glyphs, training: Int, heldOut: Int)
    /// Images in a directory, in one of the forms that `TrainingData` knows.
    case directory(path: String)

    /// How many glyphs can be asked for.
    public static let glyphCounts = 1...1_000_000

    /// Images in a directory, under a path that is valid from everywhere.
    public static func files(in directory: String) -> DataSource {
        .directory(path: URL(fileURLWithPath: directory).standardizedFileURL.path)
    }

    /// Draws or reads the examples; `seed` decides how glyphs are drawn.
    public func load(seed: UInt64) throws(DataError) -> TrainingData {
        switch self {
        case .glyphs(let glyphs, let training, let heldOut):
            for count in [training, heldOut] where !Self.glyphCounts.contains(count) {
                throw .malformed(
                    source: "the glyphs \(glyphs.rawValue)", found: "a count of \(count)",
                    expected: "\(Self.glyphCounts.lowerBound) to \(Self.glyphCounts.upperBound)")
            }
            return glyphs.trainingData(trainingCount: training, heldOutCount: heldOut, seed: seed)
        case .directory(let path):
            return try TrainingData(directory: path)
        }
    }
}
