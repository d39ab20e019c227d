import ArgumentParsing
import ChainruleRecipes
import ChainruleTraining

/// A search under way: runs trials, some at a time, and logs each one as it ends.
struct SearchRun {
    private let plan: SearchPlan
    private let line: TrialCommandLine
    private let directory: SearchDirectory
    private let jobs: Int
    private let method: any SearchMethod
    private let log: SearchLog
    private let table: SearchTable
    private let running = RunningTrials()
    private let progress = ProgressLine()

    init(
        _ plan: SearchPlan, showing metric: Objective, _ line: TrialCommandLine,
        in directory: SearchDirectory,
        jobs: Int
    ) throws {
        self.plan = plan
        self.line = line
        self.directory = directory
        self.jobs = jobs
        method = plan.makeMethod()
        log = try directory.open(for: plan)
        table = SearchTable(plan, showing: metric, trialCount: method.trialCount)
    }

    /// Searches to the end; an error, a signal or a kill leaves a log that the same search resumes.
    func run() throws {
        defer { running.end() }
        let stop = StopRequest()
        let interruption = Interruption { [ends = running.ends] in
            stop(because: "interrupted")
            ends.signal()
        }
        printNow(table.opening(directory, doneCount: log.trials.count))
        var trials: [Trial] = []
        while true {
            let generation = method.proposals(after: trials.map { $0.result(plan.objective) })
            if generation.isEmpty { break }
            trials = try run(generation, after: trials, stop)
            if let reason = stop.reason {
                running.end()
                printNow("\n\(reason); repeat the command to resume the search")
                interruption.dieIfAsked()
                throw ExitCode.failure
            }
            try directory.write(ParallelCoordinates(trials, of: plan))
        }
        printNow(table.closing(trials, line, directory))
        guard trials.contains(where: { $0.cost(plan.objective).isFinite }) else {
            throw NoTrialSucceeded(trials)
        }
    }

    /// The trials so far and those of a generation, in the order of their numbers; some are missing if the search was stopped.
    ///
    /// Those in the log are not run again. One whose proposal was tried before takes over the outcome.
    private func run(
        _ generation: [Proposal], after earlier: [Trial], _ stop: StopRequest
    ) throws -> [Trial] {
        var trials = earlier
        var tried = Set(earlier.map(\.proposal))
        var (waiting, repetitions): ([(Int, Proposal)], [(Int, Proposal)]) = ([], [])
        for (number, proposal) in zip((earlier.count + 1)..., generation) {
            let isNew = tried.insert(proposal).inserted
            if let trial = try log.trial(number, of: proposal) {
                trials.append(trial)
            } else if isNew {
                waiting.append((number, proposal))
            } else {
                repetitions.append((number, proposal))
            }
        }
        func add(_ trial: Trial) throws {
            try log.append(trial)
            trials.append(trial)
            printNow(table.row(trial))
        }
        waiting.reverse()
        while running.count > 0 || !waiting.isEmpty {
            while running.count < jobs, let (number, proposal) = waiting.popLast() {
                try running.start(number, proposal, line, in: directory)
            }
            progress.show { table.progress(trials, runningCount: running.count, width: $0) }
            let next = running.next(unless: stop)
            progress.clear()
            guard let next else { return trials }
            try add(next.result())
        }
        for (number, proposal) in repetitions {
            try add(Trial(number: number, repeating: trials.first { $0.proposal == proposal }!))
        }
        return trials.sorted { $0.number < $1.number }
    }

    /// Why a search ends without a result.
    private struct NoTrialSucceeded: Error, CustomStringConvertible {
        let description: String

        init(_ trials: [Trial]) {
            if case .failed(let reason)? = trials.first?.outcome {
                description = "every trial failed; the first one: \(reason)"
            } else {
                description = "there were no trials"
            }
        }
    }
}
