import ArgumentParsing
import Chainrule

/// `chainrule explain`: the plan of a workload's step.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Show the plan that a workload's step is compiled to.",
        discussion: """
            Every line is an instruction: the bytes it reads and writes, its floating-point operations, its \
            result and how it is done. A loop lists the operations that were fused into it; 'reference' marks \
            what the engine has no kernel for. The axes of a result that does not lie in row-major order are \
            listed outermost first.
            """)

    @Argument(help: "The workload; chainrule bench --help lists them.")
    var workload: String

    @Flag(help: "Run the plan and show the shortest time of every instruction.")
    var timed = false

    @Option(help: ArgumentHelp("Examples per step; by default the workload's.", valueName: "n"))
    var batch: Count?

    @Option(help: ArgumentHelp("Processor cores to use; by default all.", valueName: "n"))
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
