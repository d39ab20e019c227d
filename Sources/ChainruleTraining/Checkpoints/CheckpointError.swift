/// Why a checkpoint cannot be saved or restored.
public enum CheckpointError: Error, Equatable, Sendable, CustomStringConvertible {
    /// There is no checkpoint at `path`.
    case missing(path: String)
    /// The checkpoint at `path` is damaged.
    case damaged(path: String, reason: String)
    /// The system refuses to read it.
    case unreadable(path: String, reason: String)
    /// It belongs to another run than the one to be resumed.
    case foreign(path: String, reason: String)
    /// The system refuses to write at `path`; earlier checkpoints are unchanged.
    case unwritable(path: String, reason: String)

    public var description: String {
        switch self {
        case .missing(let path): "\(path): found no checkpoint"
        case .damaged(let path, let reason): "\(path): damaged checkpoint: \(reason)"
        case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
        case .foreign(let path, let reason): "\(path): the checkpoint belongs to another run: \(reason)"
        case .unwritable(let path, let reason): "\(path): cannot be written: \(reason)"
        }
    }
}
