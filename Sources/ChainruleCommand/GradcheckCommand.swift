import ArgumentParsing
import Chainrule

/// `chainrule gradcheck`: the gradient check of the primitives, as a table.
struct GradcheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gradcheck", abstract: "Check the gradients of all primitives numerically.",
        discussion: """
            Every primitive is tried on operands of many shapes and memory layouts: dense, strided, reversed, \
            padded, transposed and broadcast. Its Jacobian and its second derivatives are compared with central \
            differences in float64; the largest relative error must be below 1e-6. Kinks are elements that are left \
            out because a difference would straddle a point where the derivative is undefined.
            """)

    @Argument(help: "Primitives to check; by default all.")
    var names: [PrimitiveName] = []

    @Option(help: ArgumentHelp("Random seed of the operands.", valueName: "n"))
    var seed: UInt64 = 0

    @Flag(name: .shortAndLong, help: "Show every case.")
    var verbose = false

    func run() throws {
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
