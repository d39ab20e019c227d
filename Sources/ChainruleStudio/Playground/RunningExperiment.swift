import Foundation

/// An experiment of any page, which speaks JSON.
struct RunningExperiment {
    let frame: () throws -> Data
    let advance: () throws -> Bool
    let handle: (_ command: Data) throws -> Void
    let adopt: (_ settings: Data) throws -> Bool

    init<Experiment: PlaygroundExperiment>(_ experiment: Experiment) {
        frame = { try PlaygroundJSON.data(experiment.frame()) }
        advance = experiment.advance
        handle = { try experiment.handle(PlaygroundJSON.value(Experiment.Command.self, of: $0)) }
        adopt = { try experiment.adopt(PlaygroundJSON.value(Experiment.Settings.self, of: $0)) }
    }
}
