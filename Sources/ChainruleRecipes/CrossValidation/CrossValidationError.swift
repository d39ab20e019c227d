import ChainruleTraining

/// Why a cross-validation did not finish.
public enum CrossValidationError: Error, CustomStringConvertible {
    /// The training without a fold, counted from 1, diverged.
    case diverged(fold: Int, TrainingError)
    /// Somebody asked for the end.
    case stopped(reason: String)

    public var description: String {
        switch self {
        case .diverged(let fold, let error): "fold \(fold): \(error)"
        case .stopped(let reason): reason
        }
    }
}
