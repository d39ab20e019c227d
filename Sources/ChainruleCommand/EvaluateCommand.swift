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
    var directory: DirectoryPath

    @Option(help: ArgumentHelp("Directory of images; by default the run's own data.", valueName: "dir"))
    var data: DirectoryPath?

    @Option(help: ArgumentHelp("Processor cores to use; by default all.", valueName: "n"))
    var threads: Count?

    mutating func run() throws {
        if let threads { Threads.count = threads.value }
        let run = try SavedRun(RunDirectory(directory.path))
        let data = try run.data(from: data?.path)
        print(RunReport.evaluation(run.record, on: data, try run.evaluate(on: data)))
    }
}
