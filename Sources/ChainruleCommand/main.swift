import ArgumentParsing
import Chainrule

ParentProcess.watch()
// An invalid environment is an error before anything is done, but help needs no engine.
RootCommand.main {
    _ = try Threads.fromEnvironment()
    _ = try Engine.fromEnvironment()
    _ = try Engine.winogradFromEnvironment()
}

extension EnvironmentError: ErrorWithExitCode {
    public var exitCode: ExitCode { .validationFailure }
}
