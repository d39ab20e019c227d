import ArgumentParsing
import Chainrule
import ChainruleStudio

/// `chainrule gradcheck`: the gradient check of the primitives, or of gates that somebody has written, as a table.
struct GradcheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gradcheck",
        abstract: "Check the gradients of all primitives, or of your own gates, numerically.",
        discussion: """
            Every primitive is tried on operands of many shapes and memory layouts: dense, strided, reversed, \
            padded, transposed and broadcast. Its Jacobian and its second derivatives are compared with central \
            differences in float64; the largest relative error must be below 1e-6. Kinks are elements that are left \
            out because a difference would straddle a point where the derivative is undefined.

            With --file, gates in a JSON file are checked instead, such as those of an assignment; a file has one gate or a list:

              {"name": "sigmoid", "inputs": {"x": [3, 4]},
               "forward": "1 / (1 + exp(-x))", "backward": {"x": "dout * out * (1 - out)"}}

            An input is a shape, whose elements are drawn from -2 to 2, or values such as "[1, 2; 3, 4]". Backward there is a \
            formula for each input; dout is the upstream gradient, out the output. Formulas are those of `chainrule draw`.

            Exit codes: 0 if all passed, 1 if a gradient is wrong or a file cannot be read, 2 for usage errors.
            """)

    @Argument(help: "Primitives to check; by default all.")
    var names: [PrimitiveName] = []

    @Option(help: ArgumentHelp("JSON file of gates to check instead.", valueName: "file"))
    var file: FilePath?

    @Flag(help: "With --file: print the results as JSON.")
    var json = false

    @Option(help: ArgumentHelp("Random seed of the operands.", valueName: "n"))
    var seed: UInt64 = 0

    @Flag(name: .shortAndLong, help: "Show every case.")
    var verbose = false

    mutating func validate() throws {
        if file == nil && json { throw ValidationError("--json needs --file") }
        guard file != nil else { return }
        if !names.isEmpty { throw ValidationError("--file checks gates, which excludes names of primitives") }
        if verbose { throw ValidationError("--verbose applies to primitives, not to --file") }
    }

    func run() throws {
        if let file { return try checkGates(in: GateFile(file.path, seed: seed)) }
        let chosen = names.isEmpty ? allPrimitives : names.map(\.primitive)
        let table = GradcheckTable(of: chosen)
        print(table.header)
        var checks: [PrimitiveCheck] = []
        for primitive in chosen where primitive.exemption == nil {
            let check = PrimitiveCheck(of: primitive, seed: seed)
            checks.append(check)
            print(table.row(check))
            for line in table.cases(of: check, all: verbose) { print(line) }
        }
        let exempt = chosen.filter { $0.exemption != nil }
        for primitive in exempt { print(table.row(exempt: primitive)) }
        print(table.summary(checks, exemptCount: exempt.count))
        if !checks.allSatisfy(\.passed) { throw ExitCode.failure }
    }

    private func checkGates(in file: GateFile) throws {
        let results = GateResults(file.check())
        print(json ? try results.json : results.text)
        if !results.passed { throw ExitCode.failure }
    }
}

/// A primitive, called by its name.
struct PrimitiveName: ExpressibleByArgument {
    let primitive: any Primitive.Type

    init?(argument: String) {
        guard let primitive = allPrimitives.first(where: { $0.name == argument }) else { return nil }
        self.primitive = primitive
    }

    static var allValueStrings: [String] { allPrimitives.map { $0.name } }
}
