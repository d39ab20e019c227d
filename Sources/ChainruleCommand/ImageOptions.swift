import ArgumentParsing
import ChainruleData
import ChainruleTraining
import Foundation

/// Which images a command works on.
struct ImageOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Directory with the data: MNIST's IDX files, CIFAR's binary files, or one folder of images per class.",
            valueName: "dir"))
    var data: DirectoryPath?

    @Option(help: "Without --data: train on synthetic images of these characters, by default digits.")
    var glyphs: Glyphs?

    @Option(
        help: ArgumentHelp(
            "Without --data: number of synthetic training images, by default 20000.", valueName: "n"))
    var examples: Count?

    mutating func validate() throws {
        for (option, isGiven) in [("--glyphs", glyphs != nil), ("--examples", examples != nil)]
        where isGiven && data != nil {
            throw ValidationError("\(option) is for synthetic images and cannot be combined with --data")
        }
    }

    /// The options that were given, as they are typed.
    var given: [String] { words.map(\.option) }

    /// What to say to another `chainrule` so that it takes the same images, wherever it runs.
    var arguments: [String] { words.flatMap { [$0.option, $0.value] } }

    private var words: [(option: String, value: String)] {
        var words: [(String, String)] = []
        if let data { words.append(("--data", URL(fileURLWithPath: data.path).standardizedFileURL.path)) }
        if let glyphs { words.append(("--glyphs", glyphs.rawValue)) }
        if let examples { words.append(("--examples", "\(examples.value)")) }
        return words
    }

    var source: DataSource {
        if let data { return .files(in: data.path) }
        let count = examples?.value ?? 20_000
        return .glyphs(characters: glyphs ?? .digits, training: count, validation: (count + 4) / 5)
    }
}
