import ArgumentParsing
import Chainrule
import ChainruleData
import ChainruleTraining

/// `chainrule evaluate`: measures a saved model again.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Measure a trained model on held-out examples.",
        discussion: """
            Rebuilds the network from the run's files and measures it on the held-out examples of the data it \
            was trained on, or of --data.
            """)

    @Argument(help: ArgumentHelp("Directory that `chainrule train` wrote.", valueName: "run"))
    var directory: String

    @Option(help: ArgumentHelp("Directory of IDX files; by default the run's own data.", valueName: "dir"))
    var data: String?

    @Option(help: ArgumentHelp("Processor cores to use; by default all.", valueName: "n"))
    var threads: Int?

    mutating func validate() throws {
        if let threads, threads < 1 { throw ValidationError("--threads must be at least 1, got \(threads)") }
    }

    mutating func run() throws {
        if let threads { Threads.count = threads }
        let saved = try SavedRun(RunDirectory(directory))
        let source = data.map(DataSource.directory) ?? saved.record.source
        let loaded = try source.load(seed: saved.record.seed)
        let confusion = try saved.evaluate(on: loaded)
        print(RunReport.evaluation(saved.record, on: loaded, confusion))
    }
}
