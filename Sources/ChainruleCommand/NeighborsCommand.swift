import ArgumentParsing
import Chainrule
import ChainruleRecipes
import ChainruleTraining
import Foundation

/// `chainrule neighbors`: the examples that a trained network finds most similar to others.
struct NeighborsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "neighbors",
        abstract: "Find the examples that a trained network takes for the most similar ones.",
        discussion: """
            Compares the outputs of a layer (learned features) for each input with those for the examples of the training \
            set, and prints the nearest neighbors. Where examples have classes, it also prints the precision at k: the \
            share of the k nearest examples that have the class of the one asked about, over the validation set. Of images \
            a picture is drawn.
            """)

    @Argument(help: ArgumentHelp("Output directory of `chainrule train`.", valueName: "run"))
    var directory: DirectoryPath

    @Argument(
        help: ArgumentHelp(
            "Images or tables, as `chainrule predict` reads them; by default ten examples of the validation set.",
            valueName: "input"))
    var inputs: [FilePath] = []

    @Option(help: ArgumentHelp("Number of neighbors, 1 to 100; by default 5.", valueName: "n"))
    var k = 5

    @Option(
        help: ArgumentHelp(
            "Layer whose outputs are compared; by default the last hidden one, or the code of an autoencoder.",
            valueName: "name"))
    var layer: String?

    @Option(help: "Distance of the outputs; by default euclidean.")
    var distance: NearestNeighbors.Distance?

    @Flag(help: "Search the validation set instead of the training set.")
    var validation = false

    @Option(
        help: ArgumentHelp(
            "Directory for the picture; by default `neighbors` in the run's.", valueName: "dir"))
    var out: DirectoryPath?

    @Flag(help: "Print CSV.")
    var csv = false

    @Flag(help: "Print JSON.")
    var json = false

    @Option(help: ArgumentHelp("CPU threads; by default one per available core.", valueName: "n"))
    var threads: ThreadCount?

    mutating func validate() throws {
        // Beyond that the picture and the lines are of no use.
        if !(1...100).contains(k) { throw ValidationError("--k is \(k), expected 1 to 100") }
        if csv && json { throw ValidationError("--csv and --json cannot be combined") }
    }

    mutating func run() throws {
        if let threads { Threads.count = threads.value }
        let run = try SavedRun(directory.path)
        let asked = try inputs.flatMap { try run.task.inputs(at: $0.path) }
        let search = try FeatureSearch(
            run, layer: layer, distance: distance ?? .euclidean, searchesValidation: validation)
        let queries = asked.isEmpty ? try search.validationInputs(10) : asked
        let found =
            try asked.isEmpty
            ? search.validationNeighbors(queries.count, count: k)
            : search.neighbors(of: queries, count: k)
        let report = try NeighborsReport(search, queries, found, k: k)
        print(json ? try jsonText(report) : csv ? report.csv : report.text)
        if let picture = try search.picture(of: queries, found) {
            let folder = URL(fileURLWithPath: out?.path ?? "\(directory.path)/neighbors", isDirectory: true)
            let file = try picture.write(toDirectory: folder)
            if !csv && !json { print("\(file.relativePath)  \(picture.summary)") }
        }
    }
}

extension NearestNeighbors.Distance: ExpressibleByArgument {}
