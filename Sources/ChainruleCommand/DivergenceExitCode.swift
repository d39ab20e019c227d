import ArgumentParsing
import ChainruleTraining

extension ExitCode {
    /// A training diverged: that, unlike other mishaps, will happen again.
    static let divergence = ExitCode(3)
}

extension TrainingError: ErrorWithExitCode {
    public var exitCode: ExitCode { .divergence }
}

extension CrossValidationError: ErrorWithExitCode {
    public var exitCode: ExitCode {
        switch self {
        case .diverged: .divergence
        case .stopped: .failure
        }
    }
}
