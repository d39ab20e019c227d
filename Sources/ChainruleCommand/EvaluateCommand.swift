import ArgumentParsing
import Chainrule
import ChainruleData
import ChainruleTraining

/// `chainrule evaluate`: measures a saved model again.
struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Evaluate a trained model on the validation set.",
        discussion: """
            Loads the saved model and evaluates it on the validation set of the data it was trained on, or of \
            --data. Several runs, or the members of an ensemble, are evaluated one by one and as an ensemble.
            """)

    @Argument(
        help: ArgumentHelp(
            "Output directory of `chainrule train` or `chainrule ensemble`.", valueName: "run"))
    var directories: [DirectoryPath]

    @Option(
        help: ArgumentHelp(
            "Directory with other data; by default the data the run was trained on.", valueName: "dir"))
    var data: DirectoryPath?

    @Option(help: ArgumentHelp("CPU threads; by default one per available core.", valueName: "n"))
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

    /// Runs can form an ensemble if they have the same classes, and be compared if the examples are new to
    /// all of them.
    private func requireSameExamples(_ runs: [SavedRun], _ names: [String]) throws(DataError) {
        let first = runs[0].record
        for (run, name) in zip(runs, names).dropFirst() {
            if run.record.classNames != first.classNames {
                throw .malformed(
                    source: name, found: "a run with other classes", expected: "the classes of \(names[0])")
            }
            if data == nil, let difference = first.dataDifference(from: run.record) {
                throw .malformed(
                    source: name, found: difference.found,
                    expected: "\(difference.expected) as in \(names[0]), or the images of --data")
            }
        }
    }
}
