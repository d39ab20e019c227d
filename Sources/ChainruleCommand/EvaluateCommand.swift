import ArgumentParsing
import Chainrule
import ChainruleData
import ChainruleRecipes
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
            "Other data to evaluate on; by default the validation set the run was trained with.",
            valueName: "path"))
    var data: DirectoryPath?

    @Option(help: ArgumentHelp("CPU threads; by default one per available core.", valueName: "n"))
    var threads: ThreadCount?

    mutating func run() throws {
        if let threads { Threads.count = threads.value }
        let path = data?.path
        let directories = try directories.flatMap { directory in
            try EnsembleDirectory(directory.path).members() ?? [RunDirectory(directory.path)]
        }
        let runs = try directories.map(SavedRun.init)
        let names = directories.map(\.url.relativePath)
        try requireSameExamples(runs, names)
        if runs.count == 1 {
            print(RunText.evaluation(runs[0].record, try runs[0].evaluate(on: path)))
        } else {
            let data = try runs[0].validation(path)
            print(
                """
                data  \(data.name)

                \(EnsembleTable.text(
                    try EnsembleEvaluation(of: runs, on: data), of: runs[0].task, names: names))
                """)
        }
    }

    /// Runs can form an ensemble if they have the same classes, and be compared if the examples are new to
    /// all of them.
    private func requireSameExamples(_ runs: [SavedRun], _ names: [String]) throws(DataError) {
        let first = runs[0].record
        for (run, name) in zip(runs, names).dropFirst() {
            if !run.task.outputs.canBeCombined(with: first.task.outputs) {
                throw .malformed(
                    source: name, found: "a run that predicts other classes or numbers",
                    expected: "those of \(names[0])")
            }
            if data == nil, let difference = first.dataDifference(from: run.record) {
                throw .malformed(
                    source: name, found: difference.found,
                    expected: "\(difference.expected) as in \(names[0]), or the examples of --data")
            }
        }
    }
}
