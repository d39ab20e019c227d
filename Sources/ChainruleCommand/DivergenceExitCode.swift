import ArgumentParsing
import ChainruleRecipes
import ChainruleTraining

extension ExitCode {
    /// Training diverged: unlike other errors, that will happen again.
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
