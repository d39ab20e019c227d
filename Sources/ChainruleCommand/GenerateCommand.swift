import ArgumentParsing
import Chainrule
import ChainruleData
import ChainruleRecipes
import ChainruleTraining
import Foundation

/// `chainrule generate`: a text by a model that has learned to write.
struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Write a text with a trained model.",
        discussion: """
            For runs of the recipes char-rnn and char-transformer. Each character is drawn from the probabilities that the \
            model gives it behind all before, and printed at once. Ctrl-C ends the text early.
            """)

    @Argument(help: ArgumentHelp("Output directory of `chainrule train`.", valueName: "run"))
    var directory: DirectoryPath

    @Option(help: ArgumentHelp("Number of characters; by default 1000.", valueName: "n"))
    var length: Count?

    @Option(
        help: ArgumentHelp(
            "Divides the logarithms of the probabilities: below 1 for likelier text, above for wilder; 0 always takes the "
                + "likeliest character; by default 1.", valueName: "x"))
    var temperature: NonNegativeNumber?

    @Option(help: ArgumentHelp("Draw only from the K likeliest characters; by default all.", valueName: "k"))
    var topK: Count?

    @Option(
        help: ArgumentHelp(
            "Draw only from the likeliest characters that together have this probability; by default all.",
            valueName: "p"))
    var topP: Probability?

    @Option(help: ArgumentHelp("What the text begins with; by default nothing.", valueName: "text"))
    var prime: String?

    @Option(help: ArgumentHelp("Random seed; by default 0.", valueName: "n"))
    var seed: UInt64?

    @Option(help: ArgumentHelp("CPU threads; by default one per available core.", valueName: "n"))
    var threads: ThreadCount?

    mutating func run() throws {
        if let threads { Threads.count = threads.value }
        let sampling = TextSampling(
            temperature: temperature?.value ?? 1, topK: topK?.value, topP: topP?.value)
        let prime = prime ?? ""
        let text = try SavedRun(directory.path).writer()
            .text(after: prime, sampling: sampling, seed: seed ?? 0)
        let stop = StopRequest()
        let interruption = Interruption { stop(because: "interrupted") }
        var rest = text.makeIterator()
        var isRead = show(prime)
        for _ in 0..<(length?.value ?? 1000) where isRead && stop.reason == nil {
            isRead = show(rest.next()!)
        }
        if isRead { _ = show("\n") }
        interruption.dieIfAsked()
    }

    /// Prints a text at once; false if nobody reads it any more.
    private func show(_ text: String) -> Bool {
        print(text, terminator: "")
        return fflush(nil) == 0
    }
}
