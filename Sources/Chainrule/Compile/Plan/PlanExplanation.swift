/// What a plan does, instruction by instruction, for people to read; printed, it is a table.
///
/// `explanation` of a ``Compiled`` function makes one.
public struct PlanExplanation: Sendable, CustomStringConvertible {
    /// One instruction.
    public struct Line: Sendable {
        /// The work, such as `matmul`, `loop` or `copy`.
        public let name: String
        /// How it is done: what was fused, or the implementation that was chosen; `reference` where the engine
        /// has no kernel of its own.
        public let detail: String
        /// The types of the results, with the order of their axes in memory where it is not row-major.
        public let results: String
        /// The bytes of operands and results.
        public let byteCount: Int
        /// The floating-point operations, where they can be counted.
        public let operationCount: Int
        /// The instructions whose results it reads, in ascending order; those of the run before are not among them.
        public let sources: [Int]
        /// The shortest time it took, in seconds, if the plan was timed.
        public let seconds: Double?
    }

    /// A place in the arena, and the instructions between which it holds a value; values computed in place share one.
    public struct Placement: Sendable, Equatable {
        /// Where it starts, in bytes.
        public let offset: Int
        public let byteCount: Int
        /// From the instruction that writes it first to the one that reads it last.
        public let instructions: ClosedRange<Int>
    }

    /// The instructions in the order in which they run.
    public let lines: [Line]
    /// The instants of every timed run, in seconds since the first began: instruction `i` of run `r` took from `runs[r][i]` to
    /// `runs[r][i + 1]`. Empty if the plan was not timed.
    public let runs: [[Double]]
    /// Where the values lie that live only during a run.
    public let placements: [Placement]
    /// The memory for values that live only during a run, in bytes; they share it as their lifetimes allow.
    public let arenaByteCount: Int
    /// What these values would take if none shared memory.
    public let temporaryByteCount: Int
    /// How many threads the plan was made for.
    public let threads: Int

    init(_ plan: Plan, runs: [[Double]] = []) {
        self.runs = runs
        placements = plan.memory.placements
        let sources = plan.sources
        lines = plan.instructions.enumerated().map { number, instruction in
            Line(
                name: instruction.kernel.name, detail: instruction.kernel.detail,
                results: instruction.results.map(\.summary).joined(separator: ", "),
                byteCount: (instruction.operands + instruction.results).reduce(0) { $0 + $1.byteCount },
                operationCount: instruction.kernel.operationCount, sources: sources[number],
                seconds: runs.map { $0[number + 1] - $0[number] }.min())
        }
        arenaByteCount = plan.arenaByteCount
        temporaryByteCount = plan.buffers.reduce(0) { sum, buffer in
            if case .temporary = buffer.home { sum + buffer.byteCount } else { sum }
        }
        threads = plan.threads
    }

    public var description: String {
        let isTimed = lines.contains { $0.seconds != nil }
        let heading = ["", "instruction", "kB", "MFLOP"] + (isTimed ? ["µs"] : []) + ["result", "how"]
        let rows = lines.enumerated().map { number, line in
            ["\(number)", line.name, kilo(line.byteCount), mega(line.operationCount)]
                + (line.seconds.map { ["\(Int(($0 * 1e6).rounded()))"] } ?? []) + [line.results, line.detail]
        }
        let table = textTable([heading] + rows, numeric: isTimed ? [0, 2, 3, 4] : [0, 2, 3], widest: 48)
        return (table + [summary]).joined(separator: "\n")
    }

    private var summary: String {
        let operations = lines.reduce(0) { $0 + $1.operationCount }
        let seconds = lines.compactMap(\.seconds).reduce(0, +)
        let time = seconds == 0 ? "" : ", \(Int((seconds * 1e6).rounded())) µs"
        return "\(lines.count) instructions on \(threads) threads, \(mega(operations)) MFLOP\(time); arena "
            + "\(kilo(arenaByteCount)) kB for \(kilo(temporaryByteCount)) kB of temporary values"
    }

    private func kilo(_ count: Int) -> String { "\((count + 999) / 1000)" }
    private func mega(_ count: Int) -> String { "\((count + 500_000) / 1_000_000)" }
}

extension Plan {
    /// For each instruction, those that wrote what it reads.
    fileprivate var sources: [[Int]] {
        var writers = [[Int]](repeating: [], count: buffers.count)
        return instructions.enumerated().map { number, instruction in
            let sources = Set(instruction.operands.flatMap { writers[$0.buffer] })
            for result in instruction.results {
                let fills = result.byteCount >= buffers[result.buffer].byteCount
                writers[result.buffer] = (fills ? [] : writers[result.buffer]) + [number]
            }
            return sources.sorted()
        }
    }
}

extension ArrayView {
    fileprivate var byteCount: Int {
        // What is repeated is read from the cache.
        zip(shape, strides).reduce(type.dtype.byteCount) { $1.1 == 0 ? $0 : $0 * $1.0 }
    }

    fileprivate var summary: String { isRowMajor ? "\(type)" : "\(type) as \(order)" }
}
