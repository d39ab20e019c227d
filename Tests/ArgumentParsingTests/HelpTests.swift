import ArgumentParsing
import Testing

@Suite("Help")
struct HelpTests {
    /// What the tool prints and then ends with success.
    private func output(_ words: String) throws -> String {
        let end = try #require(Tool.execute(words.split(separator: " ").map(String.init)))
        #expect(end.standardError == "" && end.code == .success)
        return end.standardOutput
    }

    @Test("the help of a command shows usage, placeholders, choices and defaults in aligned columns")
    func commandHelp() throws {
        let expected = """
            Trains a network.

            Reads the whole data set into memory first, so that an error in it is told
            before any time is spent on training.

              tool train --lr 0.1 --output net.safetensors digits/train

            Usage: tool train --output <output> [options] <data> [<extra>...]

            Arguments:
              <data>                   Where the training data lies.
              <extra>                  More data of the same kind.

            Options:
              -e, --epochs <n>         Passes over the data. (default: 10)
              --lr <learning-rate>     Learning rate. (default: 0.001)
              --optimizer <optimizer>  How the weights are updated. (one of: sgd, adam;
                                       default: adam)
              --clip-norm <norm>       Norm above which gradients are scaled down.
              -o, --output <output>    Where the network is written.
              --seed <seed>            Seed of all random choices: the initial weights, the
                                       order of the examples and what dropout leaves out.
                                       (default: 0)
              --shuffle <shuffle>      Whether examples change their order in every epoch.
                                       (one of: true, false; default: true)
              -v, --verbose            Tells the loss of every step.
              -h, --help               Show this help.
            """
        #expect(try output("train --help") == expected)
    }

    @Test("the help of the root lists its subcommands")
    func rootHelp() throws {
        let expected = """
            Trains and inspects networks.

            Usage: tool [options] <subcommand>

            Options:
              --version   Show the version.
              -h, --help  Show this help.

            Subcommands:
              train       Trains a network.
              show-model  Shows what a file of weights holds.
              fail

            'tool help <subcommand>' shows the options of a subcommand.
            """
        #expect(try output("--help") == expected)
    }

    @Test("a required array shows as repeating in the usage")
    func requiredArray() throws {
        #expect(
            try output("show-model shapes -h")
                .hasPrefix("Usage: tool show-model shapes [options] <files>...\n"))
    }

    @Test("a label too wide for its column gets a line of its own")
    func wideLabel() throws {
        struct Wide: ParsableCommand {
            @Option(help: "Short.") var aNameThatIsLongerThanItsColumn = 1
        }
        let end = try #require(Wide.execute(["-h"]))
        let label = "  --a-name-that-is-longer-than-its-column <a-name-that-is-longer-than-its-column>"
        #expect(end.standardOutput.contains("\n\(label)\n              Short. (default: 1)\n"))
    }

    @Test(
        "help is the same however it is asked for",
        arguments: [
            ("help", "--help"), ("-h", "--help"), ("help --help", "--help"), ("--help train", "--help"),
            ("help train", "train --help"), ("train d -o x -h", "train --help"),
            ("train --bogus --epochs ten --help", "train --help"),
            ("help show-model shapes", "show-model shapes --help"),
            ("show-model help shapes", "show-model shapes --help"), ("show-model help", "show-model -h"),
        ])
    func waysToAsk(words: String, standard: String) throws {
        #expect(try output(words) == output(standard))
    }

    @Test("--version of the root prints the version")
    func version() throws {
        #expect(try output("--version") == "1.2.3")
    }

    @Test("a root without subcommands answers --version too")
    func versionOfSingleCommand() throws {
        struct Single: ParsableCommand {
            static let configuration = CommandConfiguration(version: "9")
            @Argument var file: String
        }
        #expect(Single.execute(["--version"])?.standardOutput == "9")
        #expect((try Single.parseAsRoot(["--", "--version"]) as? Single)?.file == "--version")
    }
}
