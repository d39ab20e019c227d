import Chainrule
import Foundation

/// The timed runs of a plan in the trace event format of Chrome, which Perfetto and `chrome://tracing` open.
///
/// ```swift
/// let plan = step.explanation(images, labels, timed: 20)
/// try PlanTrace(plan, title: "training step").write(to: URL(fileURLWithPath: "trace.json"))
/// ```
///
/// Every run is a slice, with a slice for each instruction in it that has its bytes, operations and result; a counter shows the
/// memory of temporary values in use.
public struct PlanTrace: Sendable {
    private let plan: PlanExplanation
    private let title: String

    /// - Parameters:
    ///   - plan: a plan that was timed.
    ///   - title: what it is the plan of.
    /// - Precondition: the plan was timed.
    public init(_ plan: PlanExplanation, title: String) {
        require(!plan.runs.isEmpty, "PlanTrace: the plan has not been timed; give `explanation` some turns")
        (self.plan, self.title) = (plan, title)
    }

    /// Writes the trace to a file, which is replaced atomically.
    ///
    /// - Parameter url: the file, of which the name should end in `.json`.
    /// - Throws: an error that says what the file system refused.
    public func write(to url: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let data = try encoder.encode(File(traceEvents: events, displayTimeUnit: "ms"))
        try writeAtomically(to: url) { try $0.write(contentsOf: data) }
    }

    private struct File: Encodable {
        let traceEvents: [Event]
        let displayTimeUnit: String
    }

    /// An event; times are in microseconds. The names are those of the format.
    private struct Event: Encodable {
        let name: String
        let ph: String
        var cat: String?
        var ts: Double?
        var dur: Double?
        let pid = 1
        var tid: Int?
        var args: [String: Argument]?
    }

    private enum Argument: Encodable {
        case text(String)
        case number(Double)

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text): try container.encode(text)
            case .number(let number): try container.encode(number)
            }
        }
    }

    private var events: [Event] {
        let names = [
            Event(name: "process_name", ph: "M", args: ["name": .text("chainrule: \(title)")]),
            Event(
                name: "thread_name", ph: "M", tid: 1,
                args: ["name": .text("plan on \(plan.threads) threads")]),
        ]
        return names + plan.runs.enumerated().flatMap { number, instants in events(ofRun: number, instants) }
    }

    private func events(ofRun number: Int, _ instants: [Double]) -> [Event] {
        let run = slice("run \(number)", "run", from: instants.first ?? 0, to: instants.last ?? 0)
        let inUse = bytesInUse
        return [run]
            + plan.lines.indices.flatMap { index in
                let line = plan.lines[index]
                let (start, end) = (instants[index], instants[index + 1])
                let arguments: [String: Argument] = [
                    "instruction": .number(Double(index)), "how": .text(line.detail),
                    "result": .text(line.results),
                    "bytes": .number(Double(line.byteCount)),
                    "operations": .number(Double(line.operationCount)),
                    "GFLOP/s": .number(Double(line.operationCount) / max(end - start, 1e-9) / 1e9),
                ]
                return [
                    slice(line.name, WorkKind(line).rawValue, from: start, to: end, arguments),
                    Event(
                        name: "temporary values", ph: "C", ts: start * 1e6,
                        args: ["bytes": .number(Double(inUse[index]))]),
                ]
            }
    }

    private func slice(
        _ name: String, _ category: String, from start: Double, to end: Double,
        _ arguments: [String: Argument]? = nil
    ) -> Event {
        Event(
            name: name, ph: "X", cat: category, ts: start * 1e6, dur: (end - start) * 1e6, tid: 1,
            args: arguments)
    }

    /// The bytes that hold temporary values, by instruction.
    private var bytesInUse: [Int] {
        var bytes = [Int](repeating: 0, count: plan.lines.count)
        for place in plan.placements {
            for instruction in place.instructions { bytes[instruction] += place.byteCount }
        }
        return bytes
    }
}
