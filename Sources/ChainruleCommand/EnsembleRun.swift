import ArgumentParsing
import ChainruleData
import ChainruleRecipes
import ChainruleStudio
import ChainruleTraining
import Foundation

/// An ensemble under way: trains the members that are not trained yet, then measures all of them.
struct EnsembleRun {
    let recipe: Recipe
    let data: any LoadedData
    let options: OptionValues
    let hyperparameters: Hyperparameters
    let seed: UInt64
    let memberCount: Int
    let directory: EnsembleDirectory

    /// Trains to the end; Ctrl-C, an error or a kill leave an ensemble that the same call resumes.
    func run(snapshots: Bool) throws {
        let stop = StopRequest()
        let interruption = Interruption { stop(because: "interrupted") }
        let outcome = snapshots ? try trainSnapshots(stop) : try trainMembers(stop)
        if case .stopped(let reason) = outcome {
            printNow("\n\(reason); repeat the command to resume the ensemble")
            interruption.dieIfAsked()
            throw ExitCode.failure
        }
        try report()
    }

    private func trainMembers(_ stop: StopRequest) throws -> Outcome {
        for number in 1...memberCount {
            let run = try run(seed: seed + UInt64(number - 1))
            if number == 1 { printNow(RunText.opening(run)) }
            printNow("member \(number) of \(memberCount), seed \(run.seed)")
            let outcome = try complete(run, in: directory.member(number), [ProgressBar()], stop)
            if case .stopped = outcome { return outcome }
        }
        return .finished
    }

    private func trainSnapshots(_ stop: StopRequest) throws -> Outcome {
        let run = try run(seed: seed)
        printNow(RunText.opening(run))
        let snapshots = Snapshots(
            every: hyperparameters.epochs / memberCount, in: directory, try record(of: run))
        return try complete(run, in: directory.training, [ProgressBar(), snapshots], stop)
    }

    private func complete(
        _ run: RecipeRun, in directory: RunDirectory, _ observers: [any TrainingObserver],
        _ stop: StopRequest
    ) throws -> Outcome {
        try run.complete(
            record(of: run), in: directory, observers: observers,
            reporters: [ReportWriter(directory, of: run, evaluates: true)], stop: stop)
    }

    private func run(seed: UInt64) throws -> RecipeRun {
        try RecipeRun(recipe, on: data, options: options, with: hyperparameters, seed: seed)
    }

    private func record(of run: RecipeRun) throws -> RunRecord {
        try RunRecord(of: run, command: CommandLine.arguments)
    }

    private func report() throws {
        let directories = (1...memberCount).map(directory.member)
        // Snapshots were not trained by themselves.
        for member in directories where !FileManager.default.fileExists(atPath: member.report.path) {
            let report = RunReport(member)
            try report.complete()
            try report.write()
        }
        let runs = try directories.map(SavedRun.init)
        let evaluation = try EnsembleEvaluation(of: runs, on: data)
        try directory.write(EnsembleRecord(runs, on: data, evaluation))
        let paths = directories.map(\.url.relativePath)
        printNow(
            """

            \(EnsembleTable.text(
                evaluation, of: runs[0].task, names: paths.map { URL(fileURLWithPath: $0).lastPathComponent }))

            saved in \(directory.url.relativePath); evaluate it again with: \
            chainrule evaluate \(paths.map(shellQuoted).joined(separator: " "))
            """)
    }
}
