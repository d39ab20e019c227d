import ArgumentParsing
import Chainrule
import Foundation

/// `chainrule bench`: how long the workloads take.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure how long workloads take.",
        discussion: """
            Workloads:
            \(Workload.all.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n"))

            Benchmarks/compare measures the same workloads in PyTorch beside them.
            """)

    @Argument(help: "The workloads to measure; all if none is named.")
    var workloads: [String] = []

    @Option(help: ArgumentHelp("How long to measure each workload; 2 by default.", valueName: "s"))
    var seconds: PositiveNumber?

    @Option(help: ArgumentHelp("Processor cores to use; by default all.", valueName: "n"))
    var threads: Count?

    @Flag(help: "Print a JSON object per line instead of a table.")
    var json = false

    mutating func validate() throws {
        let known = Workload.all.map(\.name)
        for name in workloads where !known.contains(name) {
            throw ValidationError("unknown workload '\(name)'; there are \(known.joined(separator: ", "))")
        }
    }

    mutating func run() throws {
        if let threads { Threads.count = threads.value }
        let chosen = Workload.all.filter { workloads.isEmpty || workloads.contains($0.name) }
        if !json { print("workload          median µs        min µs  threads") }
        for workload in chosen {
            let timing = workload.measure(seconds: seconds?.value ?? 2)
            print(json ? try timing.json(of: workload.name) : timing.row(of: workload.name))
        }
    }
}

extension Timing {
    fileprivate func row(of name: String) -> String {
        name.rightPadded(to: 14) + decimal(median * 1e6, 3).leftPadded(to: 13)
            + decimal(minimum * 1e6, 3).leftPadded(to: 14) + "\(Threads.count)".leftPadded(to: 9)
    }

    fileprivate func json(of name: String) throws -> String {
        struct Line: Encodable {
            let workload: String
            let medianMilliseconds: Double
            let minimumMilliseconds: Double
            let threads: Int
            let engine: String

            enum CodingKeys: String, CodingKey {
                case workload, threads, engine
                case medianMilliseconds = "median_ms"
                case minimumMilliseconds = "min_ms"
            }
        }
        let line = Line(
            workload: name, medianMilliseconds: median * 1e3, minimumMilliseconds: minimum * 1e3,
            threads: Threads.count, engine: "reference")
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(line), as: UTF8.self)
    }
}
