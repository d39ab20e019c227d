import ChainruleRecipes
import ChainruleTraining
import Dispatch
import Foundation

/// The trials of a search that are running; they end with this, or with the process, whatever it dies of.
final class RunningTrials {
    private var trials: [TrialProcess] = []
    private let parent = ParentProcess()
    /// Counts the trials that have ended; a request to stop the search signals it, too.
    let ends = DispatchSemaphore(value: 0)

    var count: Int { trials.count }

    func start(
        _ number: Int, _ proposal: Proposal, _ line: TrialCommandLine, in directory: SearchDirectory
    ) throws {
        let trial = try TrialProcess(number, proposal, line, in: directory, parent) { [ends] in
            ends.signal()
        }
        trials.append(trial)
    }

    /// Waits until one has ended, and removes it; nil if the search should stop.
    func next(unless stop: StopRequest) -> TrialProcess? {
        ends.wait()
        while stop.reason == nil {
            if let index = trials.firstIndex(where: { !$0.isRunning }) { return trials.remove(at: index) }
            // The signal may come a moment before the process counts as ended.
            Thread.sleep(forTimeInterval: 0.001)
        }
        return nil
    }

    /// Makes all of them save a checkpoint and stop, and waits until they have.
    func end() {
        parent.cut()
        while trials.contains(where: \.isRunning) { Thread.sleep(forTimeInterval: 0.001) }
    }
}
