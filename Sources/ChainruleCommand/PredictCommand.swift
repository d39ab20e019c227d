import ArgumentParsing
import Chainrule
import ChainruleRecipes
import Foundation

/// `chainrule predict`: what a saved model says of new examples.
struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict", abstract: "Predict with a trained model.",
        discussion: """
            Reads new examples, preprocesses them exactly as in training, and prints for each the predicted class with \
            the probabilities of all classes, or the predicted number; of a model that reconstructs images the squared error, \
            of one that segments them the share of each class among the pixels, of a detector the objects and their boxes.

            Images: JPEG or PNG files, directories of them, or NumPy arrays (.npy) of levels from 0 to 255, of the size \
            that the model was trained on. Tables: CSV files with or without the column that is predicted, or - for \
            standard input.
            """)

    @Argument(help: ArgumentHelp("Output directory of `chainrule train`.", valueName: "run"))
    var directory: DirectoryPath

    @Argument(help: ArgumentHelp("Images or tables.", valueName: "input"))
    var inputs: [FilePath]

    @Option(
        help: ArgumentHelp(
            "Print the outputs of this layer instead, such as the code of an autoencoder (encoder).",
            valueName: "name"))
    var layer: String?

    @Flag(help: "Print CSV.")
    var csv = false

    @Flag(help: "Print JSON.")
    var json = false

    @Option(help: ArgumentHelp("CPU threads; by default one per available core.", valueName: "n"))
    var threads: ThreadCount?

    mutating func validate() throws {
        if csv && json { throw ValidationError("--csv and --json cannot be combined") }
    }

    mutating func run() throws {
        if let threads { Threads.count = threads.value }
        let run = try SavedRun(directory.path)
        let paths = inputs.map(\.path)
        let predictions = try layer.map { try run.outputs(of: $0, for: paths) } ?? run.predict(paths)
        print(
            json
                ? try PredictionTable.json(predictions)
                : csv ? PredictionTable.csv(predictions) : PredictionTable.text(predictions))
    }
}
