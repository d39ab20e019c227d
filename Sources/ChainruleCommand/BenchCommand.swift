import ArgumentParsing
import Chainrule
import Foundation

/// `chainrule bench`: measures the workloads.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Benchmark training and inference.",
        discussion: """
            Workloads:
            \(Workload.all.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n"))

            The first step is compiled before it runs. Memory is the peak of the process so far: name a single \
            workload to get its own. Benchmarks/compare runs the same workloads in other frameworks.
            """)

    @Argument(help: "Workloads to run; by default all.")
    var workloads: [String] = []

    @Option(help: ArgumentHelp("Seconds per workload; by default 2.", valueName: "s"))
    var seconds: PositiveNumber?

    @Option(help: ArgumentHelp("Number of steps per workload, instead of a time.", valueName: "n"))
    var steps: Count?

    @Option(help: ArgumentHelp("Batch size; by default the workload's.", valueName: "n"))
    var batch: Count?

    @Option(
        help: ArgumentHelp("Number of layers of mlp or tanh-forward; by default 3 or 10.", valueName: "n"))
    var depth: Count?

    @Option(help: ArgumentHelp("CPU threads; by default one per available core.", valueName: "n"))
    var threads: ThreadCount?

    @Option(
        help: ArgumentHelp(
            "Instead of measuring, save the initial state of one workload and the losses of 20 steps.",
            valueName: "file"))
    var export: FilePath?

    @Flag(help: "Instead, measure the overhead of monitoring while lenet is trained; takes a minute.")
    var observing = false

    @Flag(help: "Print one JSON object per line.")
    var json = false

    mutating func validate() throws {
        let known = Workload.all.map(\.name)
        for name in workloads where !known.contains(name) {
            throw ValidationError("unknown workload '\(name)'; there are \(known.joined(separator: ", "))")
        }
        for workload in chosen where depth != nil && workload.depth == nil {
            throw ValidationError("--depth does not apply to the workload '\(workload.name)'")
        }
        for workload in chosen where batch != nil && workload.batch == nil {
            throw ValidationError("--batch does not apply to the workload '\(workload.name)'")
        }
        let others =
            !workloads.isEmpty || seconds != nil || batch != nil || depth != nil || export != nil
            || json
        if observing && others {
            throw ValidationError("--observing can be combined with --steps and --threads only")
        }
        if observing, let steps, steps.value < ObservingCost.leastSteps {
            throw ValidationError("--observing needs at least \(ObservingCost.leastSteps) steps")
        }
        if steps != nil && seconds != nil {
            throw ValidationError("--steps and --seconds cannot be combined")
        }
        if export != nil && (workloads.count != 1 || chosen[0].batch == nil) {
            throw ValidationError("--export needs one workload that is a network")
        }
    }

    mutating func run() throws {
        if let threads { Threads.count = threads.value }
        if observing {
            let cost = try steps.map { try ObservingCost.measured(steps: $0.value) } ?? .measured()
            return print(cost.text)
        }
        if !json && export == nil { print(Measurement.heading) }
        for workload in chosen {
            let step = workload.step(batch: batch?.value, depth: depth?.value)
            if let export, let network = step.network {
                try network.export(step.run, to: URL(fileURLWithPath: export.path))
                continue
            }
            let timing =
                steps.map { step.measure(count: $0.value) } ?? step.measure(seconds: seconds?.value ?? 2)
            let result = Measurement(
                workload.name, timing, operations: step.repetitions * operationCount(of: step.graph()))
            print(json ? try result.json() : result.row)
        }
    }

    private var chosen: [Workload] {
        Workload.all.filter { workloads.isEmpty || workloads.contains($0.name) }
    }
}

/// What a measurement prints.
private struct Measurement: Encodable {
    let workload: String
    let medianMilliseconds: Double
    let minimumMilliseconds: Double
    let firstMilliseconds: Double
    let threads = Threads.count
    let engine = Engine.current.rawValue
    let peakMegabytes = ChainruleCommand.peakMegabytes()
    let gigaflops: Double

    enum CodingKeys: String, CodingKey {
        case workload, threads, engine
        case medianMilliseconds = "median_ms"
        case minimumMilliseconds = "min_ms"
        case firstMilliseconds = "first_ms"
        case peakMegabytes = "peak_mb"
        case gigaflops = "gflops"
    }

    init(_ workload: String, _ timing: Timing, operations: Int) {
        self.workload = workload
        medianMilliseconds = timing.median * 1e3
        minimumMilliseconds = timing.minimum * 1e3
        firstMilliseconds = timing.first * 1e3
        gigaflops = Double(operations) * 1e-9 / timing.median
    }

    static let heading = row(["workload", "median ms", "min ms", "first ms", "GFLOP/s", "peak MB", "threads"])

    var row: String {
        Self.row([
            workload, decimal(medianMilliseconds, 5), decimal(minimumMilliseconds, 5),
            decimal(firstMilliseconds, 1), decimal(gigaflops, 1), decimal(peakMegabytes, 0), "\(threads)",
        ])
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    private static func row(_ cells: [String]) -> String {
        let numbers = zip(cells.dropFirst(), [14, 14, 11, 10, 10, 9])
        return cells[0].rightPadded(to: 23) + numbers.map { $0.leftPadded(to: $1) }.joined()
    }
}
