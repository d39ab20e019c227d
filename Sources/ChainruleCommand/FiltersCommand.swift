import ArgumentParsing
import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleRecipes
import Foundation

/// `chainrule filters`: pictures of what a trained network of images responds to.
struct FiltersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "filters",
        abstract: "Draw what the layers of a trained network respond to as PNG files.",
        discussion: """
            For every layer: its filters, its feature maps of one image, the examples of the validation set to which each \
            unit responds most, and for each unit an image that excites it most (activation maximization: gradient ascent on the input). \
            Each filter, map and image extends from black, its smallest number, to white, its largest.
            """)

    @Argument(help: ArgumentHelp("Output directory of `chainrule train`.", valueName: "run"))
    var directory: DirectoryPath

    @Option(
        help: ArgumentHelp("Only the layer of this name; `chainrule summary` lists them.", valueName: "name"))
    var layer: String?

    @Option(
        help: ArgumentHelp(
            "Units whose strongest examples and exciting images are drawn, as in 0,3,17; by default the first 32.",
            valueName: "list"))
    var units: UnitList?

    @Option(
        help: ArgumentHelp(
            "Example of the validation set whose feature maps are drawn; by default 0.", valueName: "n"))
    var example: Int?

    @Option(help: ArgumentHelp("Image whose feature maps are drawn instead.", valueName: "file"))
    var image: FilePath?

    @Option(
        help: ArgumentHelp(
            "Steps of gradient ascent; by default 100, 0 for no images that excite units.", valueName: "n"))
    var steps = 100

    @Option(
        help: ArgumentHelp(
            "Standard deviation, in pixels, of a blur during the ascent; by default 0.", valueName: "x"))
    var blur: NonNegativeNumber?

    @Flag(help: "Choose the examples from the training set instead of the validation set.")
    var training = false

    @Option(
        help: ArgumentHelp("Directory for the pictures; by default `filters` in the run's.", valueName: "dir")
    )
    var out: DirectoryPath?

    @Option(help: ArgumentHelp("CPU threads; by default one per available core.", valueName: "n"))
    var threads: ThreadCount?

    mutating func validate() throws {
        if let example, example < 0 { throw ValidationError("--example is \(example), expected 0 or more") }
        if steps < 0 { throw ValidationError("--steps is \(steps), expected 0 or more") }
        if example != nil && image != nil {
            throw ValidationError("--example and --image cannot be combined")
        }
    }

    mutating func run() throws {
        if let threads { Threads.count = threads.value }
        let run = try SavedRun(directory.path)
        let drawing = try FilterPictures(run)
        let data = try run.data()
        let samples =
            try training ? data.trainingSamples(for: run.task) : data.validationSamples(for: run.task)
        let shown = try imageOfMaps(run, samples)
        let maximization =
            steps == 0 ? nil : ActivationMaximization(steps: steps, blur: blur?.value ?? 0)
        let folder = URL(fileURLWithPath: out?.path ?? "\(directory.path)/filters", isDirectory: true)
        for name in layer.map({ [$0] }) ?? drawing.layers {
            for picture in try drawing.pictures(
                of: name, units: units?.units, image: shown, samples, maximization)
            {
                let file = try picture.write(toDirectory: folder)
                print("\(file.relativePath)  \(picture.summary)")
            }
        }
    }

    private func imageOfMaps(_ run: SavedRun, _ samples: any SampleSet) throws -> TaskInput {
        if let image {
            let inputs = try run.task.inputs(at: image.path)
            guard inputs.count == 1 else {
                throw DataError.malformed(
                    source: image.path, found: "\(inputs.count) images", expected: "a single one")
            }
            return inputs[0]
        }
        let example = example ?? 0
        guard samples.count > example else {
            throw DataError.malformed(
                source: directory.path, found: "example \(example) of \(samples.count)",
                expected: "one from 0 to \(samples.count - 1)")
        }
        return TaskInput(name: "example \(example)", tensor: try samples.example(at: example).input)
    }
}

/// Units of a layer, by their places.
struct UnitList: ExpressibleByArgument {
    let units: [Int]

    init?(argument: String) {
        let units = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        guard units.allSatisfy({ $0.map { $0 >= 0 } ?? false }) else { return nil }
        self.units = units.compactMap(\.self)
    }

    static let expectedValueDescription = "integers from 0 with commas between them"
}
