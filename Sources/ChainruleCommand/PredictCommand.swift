import ArgumentParsing
import Chainrule
import ChainruleData
import ChainruleRecipes
import ChainruleTraining
import Foundation

/// `chainrule predict`: what a saved model says of new examples.
struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict", abstract: "Predict with a trained model.",
        discussion: """
            Reads new examples, preprocesses them exactly as in training, and prints for each the predicted class with \
            the probabilities of all classes, or the predicted number; of a model that reconstructs images the squared error, \
            of one that segments them the share of each class among the pixels, of a detector the objects and their boxes, of \
            one that tags sentences the tag of each word, of one that writes texts the text.

            Images: JPEG or PNG files, directories of them, or NumPy arrays (.npy) of levels from 0 to 255, of the size \
            that the model was trained on. Tables: CSV files with or without the column that is predicted, or - for \
            standard input. Sentences and other texts: text files with one in each line, - for standard input, or a sentence in \
            quotation marks.
            """)

    @Argument(help: ArgumentHelp("Output directory of `chainrule train`.", valueName: "run"))
    var directory: DirectoryPath

    @Argument(help: ArgumentHelp("Images, tables or sentences.", valueName: "input"))
    var inputs: [FilePath]

    @Option(
        help: ArgumentHelp(
            "Print the outputs of this layer instead, such as the code of an autoencoder (encoder).",
            valueName: "name"))
    var layer: String?

    @Option(
        help: ArgumentHelp(
            "Directory for a picture of each input: the classes of its pixels, the boxes and classes of its objects, or the "
                + "attention to its characters.",
            valueName: "dir"))
    var out: DirectoryPath?

    @Flag(
        help: """
            Print how much each word of a sentence moved the decision (gradient × input); by default only in a terminal, \
            where the words are colored.
            """)
    var attributions = false

    @Option(
        help: ArgumentHelp(
            "Write sequences by beam search that keeps N of them, instead of taking the best symbol every time.",
            valueName: "n"))
    var beam: Count?

    @Flag(help: "Print CSV.")
    var csv = false

    @Flag(help: "Print JSON.")
    var json = false

    @Option(help: ArgumentHelp("CPU threads; by default one per available core.", valueName: "n"))
    var threads: ThreadCount?

    mutating func validate() throws {
        if csv && json { throw ValidationError("--csv and --json cannot be combined") }
        if attributions && csv { throw ValidationError("--attributions and --csv cannot be combined") }
        if attributions && layer != nil {
            throw ValidationError("--attributions and --layer cannot be combined")
        }
        if layer != nil && out != nil { throw ValidationError("--layer and --out cannot be combined") }
        if layer != nil && beam != nil { throw ValidationError("--layer and --beam cannot be combined") }
    }

    mutating func run() throws {
        if let threads { Threads.count = threads.value }
        let run = try SavedRun(directory.path)
        if let layer {
            return try show(run.outputs(of: layer, for: inputs.map(\.path)))
        }
        let examples = try inputs.flatMap { try run.task.inputs(at: $0.path) }
        let pictures = try out.map { try run.drawn(examples, in: $0.path) } ?? []
        try show(predictions(of: run, examples))
        if !csv && !json { for picture in pictures { print(picture) } }
    }

    private func predictions(of run: SavedRun, _ examples: [TaskInput]) throws -> [Prediction] {
        if let beam { return try run.predict(examples, beamWidth: beam.value) }
        if attributions { return try run.attributedPredictions(examples) }
        let areShown =
            !csv && !json && run.tellsAttributions && Terminal(descriptor: STDOUT_FILENO).showsColors
        return areShown ? try run.attributedPredictions(examples) : run.predict(examples)
    }

    private func show(_ predictions: [Prediction]) throws {
        print(
            json
                ? try jsonText(predictions)
                : csv ? PredictionTable.csv(predictions) : PredictionTable.text(predictions))
        if !json, predictions.contains(where: { $0.attributions != nil }) {
            print(
                "\n"
                    + AttributionText.text(
                        predictions, inColor: Terminal(descriptor: STDOUT_FILENO).showsColors))
        }
    }
}

extension SavedRun {
    /// Writes the pictures of what the model predicts to a directory.
    ///
    /// - Returns: where they are.
    fileprivate func drawn(_ inputs: [TaskInput], in directory: String) throws -> [String] {
        let pictures = pictures(inputs)
        if pictures.isEmpty {
            throw DataError.malformed(
                source: "--out", found: "a run of \(recipe.name), whose predictions are not drawn",
                expected: "one that segments images, detects objects or attends to a text")
        }
        let folder = URL(fileURLWithPath: directory, isDirectory: true)
        return try pictures.map { try $0.write(toDirectory: folder).relativePath }
    }
}
