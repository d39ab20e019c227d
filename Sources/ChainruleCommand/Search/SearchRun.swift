import ChainruleTraining
import Dispatch
import Foundation
import Synchronization

/// A search under way: runs trials, some at a time, and logs each one as it ends.
struct SearchRun {
    private let plan: SearchPlan
    private let line: TrialCommandLine
    private let directory: SearchDirectory
    private let jobs: Int
    private let log: SearchLog
    private let table: SearchTable

    init(_ plan: SearchPlan, _ line: TrialCommandLine, in directory: SearchDirectory, jobs: Int) throws {
        self.plan = plan
        self.line = line
        self.directory = directory
        self.jobs = jobs
        log = try directory.open(for: plan)
        table = SearchTable(plan)
    }

    /// Searches to the end; an error or a signal leaves a log that the same search goes on with.
    func run() throws {
        let children = Children()
        let interruption = Interruption {
            children.killAll()
            let words = "chainrule: stopped; the same command goes on with the search\n"
            try? FileHandle.standardError.write(contentsOf: Data(words.utf8))
            return .dies
        }
        defer { children.killAll() }
        let method = plan.makeMethod()
        printNow(table.opening(directory, trialCount: method.trialCount, doneCount: log.trials.count))
        var trials: [Trial] = []
        while true {
            let generation = method.proposals(after: trials.map { $0.result(plan.objective) })
            if generation.isEmpty { break }
            trials += try run(generation, from: trials.count + 1, children, interruption)
        }
        try directory.write(ParallelCoordinates(trials, of: plan))
        printNow(table.closing(trials, line, directory))
        guard trials.contains(where: { $0.cost(plan.objective).isFinite }) else { throw Fruitless(trials) }
    }

    /// The trials of a generation in the order of their numbers; those in the log are not run again.
    private func run(
        _ generation: [Proposal], from first: Int, _ children: Children, _ interruption: Interruption
    ) throws -> [Trial] {
        var (waiting, done): ([(Int, Proposal)], [Trial]) = ([], [])
        for (number, proposal) in zip(first..., generation) {
            if let trial = try log.trial(number, of: proposal) {
                done.append(trial)
            } else {
                waiting.append((number, proposal))
            }
        }
        waiting.reverse()
        var runningCount = 0
        while runningCount > 0 || !waiting.isEmpty {
            while runningCount < jobs, let (number, proposal) = waiting.popLast() {
                // Held: a search that is being ended starts no trial behind its own back.
                try interruption.hold { try children.start(number, proposal, line, in: directory) }
                runningCount += 1
            }
            let child = children.waitForOne()
            runningCount -= 1
            // Held as a whole: a trial that dies because the search is being ended is not recorded.
            let trial = try interruption.hold {
                let trial = try child.result()
                try log.append(trial)
                return trial
            }
            printNow(table.row(trial))
            done.append(trial)
        }
        return done.sorted { $0.number < $1.number }
    }

    /// Why a search ends without a result.
    private struct Fruitless: Error, CustomStringConvertible {
        let description: String

        init(_ trials: [Trial]) {
            if case .failed(let reason)? = trials.first?.outcome {
                description = "every trial failed, the first one because \(reason)"
            } else {
                description = "there was no trial"
            }
        }
    }
}

/// The processes of trials that are running.
private final class Children: Sendable {
    private let running = Mutex<[TrialProcess]>([])
    private let ends = DispatchSemaphore(value: 0)

    func start(
        _ number: Int, _ proposal: Proposal, _ line: TrialCommandLine, in directory: SearchDirectory
    ) throws {
        let child = try TrialProcess(number, proposal, line, in: directory) { [ends] in ends.signal() }
        running.withLock { $0.append(child) }
    }

    /// Waits until one has ended, and forgets it.
    func waitForOne() -> TrialProcess {
        ends.wait()
        return running.withLock { running in
            // The signal may come a moment before the process counts as ended.
            while true {
                if let index = running.firstIndex(where: { !$0.isRunning }) {
                    return running.remove(at: index)
                }
                Thread.sleep(forTimeInterval: 0.001)
            }
        }
    }

    func killAll() {
        running.withLock { running in
            for child in running where child.isRunning { child.kill() }
            while running.contains(where: \.isRunning) { Thread.sleep(forTimeInterval: 0.001) }
        }
    }
}
