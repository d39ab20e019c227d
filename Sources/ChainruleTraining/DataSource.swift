import ChainruleData

/// The data set a run learns from.
public enum DataSource: Sendable, Equatable, Codable {
    /// Characters that the program draws itself, as many as asked for.
    case glyphs(Glyphs, training: Int, heldOut: Int)
    /// IDX files in a directory.
    case directory(String)

    /// Draws or reads the examples; `seed` decides how glyphs are drawn.
    public func load(seed: UInt64) throws(DataError) -> TrainingData {
        switch self {
        case .glyphs(let glyphs, let training, let heldOut):
            glyphs.trainingData(trainingCount: training, heldOutCount: heldOut, seed: seed)
        case .directory(let path):
            try TrainingData.idx(directory: path)
        }
    }
}
