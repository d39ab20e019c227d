import ArgumentParsing
import Chainrule

/// `chainrule explain`: the plan of a workload's step.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Show the compiled plan of a workload.",
        discussion: """
            Each line is an instruction: the bytes it reads and writes, its floating-point operations, its result \
            and its kernel. A loop lists the operations fused into it; 'reference' marks operations for which the \
            engine has no kernel. The axes of a result that is not row-major are listed outermost first.
            """)

    @Argument(help: "Workload; chainrule bench --help lists them.")
    var workload: String

    @Flag(help: "Run the plan and show the minimum time of each instruction.")
    var timed = false

    @Option(help: ArgumentHelp("Batch size; by default the workload's.", valueName: "n"))
    var batch: Count?

    @Option(help: ArgumentHelp("CPU threads; by default one per available core.", valueName: "n"))
    var threads: ThreadCount?

    mutating func validate() throws {
        let known = Workload.all.filter { $0.batch != nil }.map(\.name)
        if !known.contains(workload) {
            throw ValidationError("no plan for '\(workload)'; there are \(known.joined(separator: ", "))")
        }
    }

    mutating func run() throws {
        if let threads { Threads.count = threads.value }
        let step = Workload.all.first { $0.name == workload }!.step(batch: batch?.value, depth: nil)
        print(step.explanation!(timed ? 20 : 0))
    }
}
