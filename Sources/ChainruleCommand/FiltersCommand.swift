import ArgumentParsing
import Chainrule
import ChainruleData
import ChainruleRecipes
import Foundation

/// `chainrule filters`: pictures of what a trained network of images responds to.
struct FiltersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "filters",
        abstract: "Draw the filters and feature maps of a trained network as PNG files.",
        discussion: """
            For every layer with filters: the filters themselves, the feature maps of one example of the validation set, \
            and for each unit the examples to which it responds most. Each filter, map and example extends from black, \
            its smallest number, to white, its largest.
            """)

    @Argument(help: ArgumentHelp("Output directory of `chainrule train`.", valueName: "run"))
    var directory: DirectoryPath

    @Option(
        help: ArgumentHelp("Only the layer of this name; `chainrule summary` lists them.", valueName: "name"))
    var layer: String?

    @Option(help: ArgumentHelp("Example of the validation set whose feature maps are drawn.", valueName: "n"))
    var example = 0

    @Option(
        help: ArgumentHelp("Directory for the pictures; by default `filters` in the run's.", valueName: "dir")
    )
    var out: DirectoryPath?

    @Option(help: ArgumentHelp("CPU threads; by default one per available core.", valueName: "n"))
    var threads: ThreadCount?

    mutating func validate() throws {
        if example < 0 { throw ValidationError("--example is \(example), expected 0 or more") }
    }

    mutating func run() throws {
        if let threads { Threads.count = threads.value }
        let run = try SavedRun(directory.path)
        let drawing = try FilterPictures(run, source: directory.path)
        let samples = try run.data().validationSamples(for: run.task)
        let folder = URL(fileURLWithPath: out?.path ?? "\(directory.path)/filters", isDirectory: true)
        var pictures: [Picture] = []
        for name in layer.map({ [$0] }) ?? drawing.layers {
            pictures += try drawing.pictures(of: name, samples, example: example)
        }
        for picture in pictures {
            let file = try picture.write(toDirectory: folder)
            print("\(file.relativePath)  \(picture.summary)")
        }
    }
}
