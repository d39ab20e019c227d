import ArgumentParsing
import Chainrule
import ChainruleRecipes
import ChainruleStudio
import Foundation

/// `chainrule explain`: the plan of a training step.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Show the compiled plan of a training step.",
        discussion: """
            Explains the training step of a recipe with its data, or a workload of `chainrule bench`. A name that is \
            both means the recipe if options of its data are given, and else the workload.

            Each line is an instruction: the bytes it reads and writes, its floating-point operations, its result \
            and its kernel. A loop lists the operations fused into it; 'reference' marks operations for which the \
            engine has no kernel. The axes of a result that is not row-major are listed outermost first.

            --out draws the plan as a picture: what was fused, where time and bytes go, and which values share memory. --trace \
            writes the timed runs for Perfetto (ui.perfetto.dev) or chrome://tracing. Both run the plan.
            """)

    @Argument(help: ArgumentHelp("Recipe, or workload of `chainrule bench`.", valueName: "network"))
    var network: String

    @OptionGroup var options: RecipeDataOptions

    @Flag(help: "Run the plan and show the minimum time of each instruction.")
    var timed = false

    @Option(
        help: ArgumentHelp("Draw the plan with its times; the file's name ends in .svg.", valueName: "file"))
    var out: FilePath?

    @Option(
        help: ArgumentHelp(
            "Write the timed runs as a trace of Chrome's format; the file's name ends in .json.",
            valueName: "file"))
    var trace: FilePath?

    @Option(
        help: ArgumentHelp("Batch size; by default that of the recipe or the workload.", valueName: "n"))
    var batch: Count?

    mutating func validate() throws {
        if workload == nil && recipe == nil {
            let known =
                Self.workloads.map(\.name)
                + Recipe.all.map(\.name).filter { name in
                    !Self.workloads.contains { $0.name == name }
                }
            throw ValidationError("no plan for '\(network)'; there are \(known.joined(separator: ", "))")
        }
        if let recipe, workload == nil { try options.check(for: recipe) }
        for (option, path, end) in [("--out", out, ".svg"), ("--trace", trace, ".json")] {
            if let path, !path.path.lowercased().hasSuffix(end) {
                throw ValidationError(
                    "\(option): found the file name '\(path.path)', expected one that ends in \(end)")
            }
        }
    }

    mutating func run() throws {
        options.chooseThreads()
        let plan = try explanation(timed: timed || out != nil || trace != nil ? 20 : 0)
        print(plan)
        if let out {
            try PlanChart(plan, title: network).write(to: URL(fileURLWithPath: out.path))
            print("drawn in \(out.path)")
        }
        if let trace {
            try PlanTrace(plan, title: network).write(to: URL(fileURLWithPath: trace.path))
            print("traced in \(trace.path)")
        }
    }

    private func explanation(timed turns: Int) throws -> PlanExplanation {
        if let workload { return workload.step(batch: batch?.value, depth: nil).explanation!(turns) }
        return try step(of: recipe!, timed: turns)
    }

    private static let workloads = Workload.all.filter { $0.batch != nil }

    private var recipe: Recipe? { Recipe.named(network) }

    private var workload: Workload? {
        if recipe != nil && !options.ofRecipes.isEmpty { return nil }
        return Self.workloads.first { $0.name == network }
    }

    private func step(of recipe: Recipe, timed turns: Int) throws -> PlanExplanation {
        let run = try RecipeRun(
            recipe, on: options.load(for: recipe), options: options.values(for: recipe),
            seed: options.startingSeed)
        return run.trainer.explanation(of: try run.firstBatch(of: batch?.value), timed: turns)
    }
}
