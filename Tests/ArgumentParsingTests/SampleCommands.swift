import ArgumentParsing

enum Optimizer: String, CaseIterable, ExpressibleByArgument {
    case sgd, adam
}

struct Tool: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tool", abstract: "Trains and inspects networks.", version: "1.2.3",
        subcommands: [Train.self, ShowModel.self, Fail.self])
}

struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Trains a network.",
        discussion: """
            Reads the whole data set into memory first, so that an error in it is told before any \
            time is spent on training.

              tool train --lr 0.1 --output net.safetensors digits/train
            """)

    @Argument(help: "Where the training data lies.")
    var data: String

    @Argument(help: ArgumentHelp("More data of the same kind.", valueName: "extra"))
    var extras: [String] = []

    @Option(name: .shortAndLong, help: ArgumentHelp("Passes over the data.", valueName: "n"))
    var epochs = 10

    @Option(name: .customLong("lr"), help: "Learning rate.")
    var learningRate = 0.001

    @Option(help: "How the weights are updated.")
    var optimizer = Optimizer.adam

    @Option(help: ArgumentHelp("Norm above which gradients are scaled down.", valueName: "norm"))
    var clipNorm: Float?

    @Option(name: [.customShort("o"), .long], help: "Where the network is written.")
    var output: String

    @Option(
        help: """
            Seed of all random choices: the initial weights, the order of the examples and \
            what dropout leaves out.
            """)
    var seed: UInt64 = 0

    @Option(help: "Whether examples change their order in every epoch.")
    var shuffle = true

    @Flag(name: .shortAndLong, help: "Tells the loss of every step.")
    var verbose = false

    mutating func validate() throws {
        guard epochs != 0 else { throw ValidationError("--epochs must not be zero") }
    }

    mutating func run() throws {}
}

struct ShowModel: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows what a file of weights holds.", subcommands: [Shapes.self])

    struct Shapes: ParsableCommand {
        @Argument var files: [String]
        @Option var layer: Int?

        func run() throws {}
    }
}

/// Ends in the way that its argument names.
struct Fail: ParsableCommand {
    struct TwoLines: Error, CustomStringConvertible {
        var description: String { "the disk is full\nreally" }
    }

    @Argument var kind: String

    func run() throws {
        switch kind {
        case "validation": throw ValidationError("these options exclude each other")
        case "code": throw ExitCode(7)
        case "error": throw TwoLines()
        case "clean": throw CleanExit.message("nothing to do")
        default: return
        }
    }
}
