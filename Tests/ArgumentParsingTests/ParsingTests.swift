import ArgumentParsing
import Testing

/// Parses the words, which spaces separate, as `tool train`, with what is required filled in.
private func train(_ words: String) throws -> Train {
    let words = words.split(separator: " ").map(String.init)
    return try #require(try Tool.parseAsRoot(["train", "--output=net", "digits"] + words) as? Train)
}

@Suite("Parsing values")
struct ParsingTests {
    @Test("properties that are not given keep their defaults")
    func defaults() throws {
        let command = try train("")
        #expect(command.data == "digits" && command.output == "net")
        #expect(command.extras == [])
        #expect(command.epochs == 10)
        #expect(command.learningRate == 0.001)
        #expect(command.optimizer == .adam)
        #expect(command.clipNorm == nil)
        #expect(command.seed == 0)
        #expect(command.shuffle)
        #expect(!command.verbose)
    }

    @Test("each type of value is read from its word")
    func types() throws {
        let command = try train(
            "--epochs 3 --lr 1e-2 --optimizer sgd --clip-norm 0.5 --seed 18446744073709551615 --shuffle false -v"
        )
        #expect(command.epochs == 3)
        #expect(command.learningRate == 0.01)
        #expect(command.optimizer == .sgd)
        #expect(command.clipNorm == 0.5)
        #expect(command.seed == .max)
        #expect(!command.shuffle)
        #expect(command.verbose)
    }

    @Test(
        "an option takes the next word or what follows '='",
        arguments: [
            "--epochs 3", "--epochs=3", "-e 3", "-e=3",
        ])
    func valueForms(words: String) throws {
        #expect(try train(words).epochs == 3)
    }

    @Test(
        "a value after '=' may be empty, begin with '-' or contain '='", arguments: ["", "--x", "a=b", "-h"])
    func attachedValues(value: String) throws {
        let command = try Tool.parseAsRoot(["train", "digits", "--output=\(value)"])
        #expect((command as? Train)?.output == value)
    }

    @Test("an option whose value is an array may be given several times")
    func repeatedOptions() throws {
        struct Join: ParsableCommand {
            @Option var input: [String] = []
            func run() throws {}
        }
        func inputs(_ words: String...) throws -> [String]? { (try Join.parseAsRoot(words) as? Join)?.input }
        #expect(try inputs("--input", "a", "--input=b=c") == ["a", "b=c"])
        #expect(try inputs() == [])
    }

    @Test("a negative number is a value, not an option")
    func negativeNumbers() throws {
        let command = try train("--lr -1 -e -2 -3.5")
        #expect(command.learningRate == -1)
        #expect(command.epochs == -2)
        #expect(command.extras == ["-3.5"])
    }

    @Test("options stand before, between and after arguments")
    func order() throws {
        let command = try train("a -v b --epochs 2 c")
        #expect(command.extras == ["a", "b", "c"])
        #expect(command.verbose && command.epochs == 2)
    }

    @Test("words after '--' are arguments whatever they look like")
    func terminator() throws {
        let command = try train("- -- --epochs -h -- x")
        #expect(command.extras == ["-", "--epochs", "-h", "--", "x"])
        #expect(command.epochs == 10)
    }

    @Test("a subcommand of a subcommand is reached by its path")
    func nestedSubcommand() throws {
        let command = try Tool.parseAsRoot(["show-model", "shapes", "a", "b", "--layer", "2"])
        let shapes = try #require(command as? ShowModel.Shapes)
        #expect(shapes.files == ["a", "b"])
        #expect(shapes.layer == 2)
    }

    @Test(
        "a name is derived from a property or type name",
        arguments: [
            ("--batch-size", \Names.batchSize), ("--max-url-count", \Names.maxURLCount),
            ("--level2-norm", \Names.level2Norm), ("--renamed", \Names.original), ("-x", \Names.short),
        ])
    func derivedNames(name: String, property: KeyPath<Names, Int> & Sendable) throws {
        let names = try #require(try Names.parseAsRoot([name, "1"]) as? Names)
        #expect(names[keyPath: property] == 1)
    }

    @Test("a property can be set after parsing, as in a validate()")
    func assignment() throws {
        var command = try train("")
        command.epochs = 4
        #expect(command.epochs == 4)
    }

    struct Names: ParsableCommand {
        @Option var batchSize = 0
        @Option var maxURLCount = 0
        @Option var level2Norm = 0
        @Option(name: .customLong("renamed")) var original = 0
        @Option(name: .customShort("x")) var short = 0
    }
}
