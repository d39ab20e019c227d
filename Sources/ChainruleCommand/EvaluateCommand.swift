import ArgumentParsing
import Chainrule
import ChainruleData
import ChainruleTraining

/// `chainrule evaluate`: measures a saved model again.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Measure a trained model on validation examples.",
        discussion: """
            Rebuilds the network from the run's files and measures it on the validation examples of the data it \
            was trained on, or of --data. Several runs, or the members of an ensemble, are measured one by one \
            and together.
            """)

    @Argument(
        help: ArgumentHelp(
            "Directory that `chainrule train` or `chainrule ensemble` wrote.", valueName: "run"))
    var directories: [DirectoryPath]

    @Option(help: ArgumentHelp("Directory of images; by default the run's own data.", valueName: "dir"))
    var data: DirectoryPath?

    @Option(help: ArgumentHelp("Processor cores to use; by default all.", valueName: "n"))
    var threads: ThreadCount?

    mutating func run() throws {
        if let threads { Threads.count = threads.value }
        let directories = try directories.flatMap { directory in
            try EnsembleDirectory(directory.path).members() ?? [RunDirectory(directory.path)]
        }
        let runs = try directories.map(SavedRun.init)
        let names = directories.map(\.url.relativePath)
        try requireSameExamples(runs, names)
        let data = try runs[0].data(from: data?.path)
        if runs.count == 1 {
            print(RunReport.evaluation(runs[0].record, on: data, try runs[0].evaluate(on: data)))
        } else {
            print(
                """
                data  \(data.name)

                \(EnsembleTable.text(try EnsembleEvaluation(of: runs, on: data), names: names))
                """)
        }
    }

    /// Runs can answer together if they tell the same classes apart, and be compared if the examples are new to
    /// all of them.
    private func requireSameExamples(_ runs: [SavedRun], _ names: [String]) throws(DataError) {
        let first = runs[0].record
        for (run, name) in zip(runs, names).dropFirst() {
            if run.record.classNames != first.classNames {
                throw .malformed(
                    source: name, found: "a run on other classes", expected: "those of \(names[0])")
            }
            if data == nil, let difference = first.dataDifference(from: run.record) {
                throw .malformed(
                    source: name, found: difference.found,
                    expected: "\(difference.expected) as in \(names[0]), or the images of --data")
            }
        }
    }
}
