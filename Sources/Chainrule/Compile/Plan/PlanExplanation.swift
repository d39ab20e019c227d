/// What a plan does, instruction by instruction, for people to read.
public struct PlanExplanation: Sendable, CustomStringConvertible {
    public struct Line: Sendable {
        public let name: String
        public let detail: String
        /// The bytes that the instruction reads and writes.
        public let byteCount: Int
        /// The floating-point operations, where they can be counted.
        public let operationCount: Int
    }

    public let lines: [Line]
    public let arenaByteCount: Int

    init(_ plan: Plan) {
        lines = plan.instructions.map { instruction in
            Line(
                name: instruction.kernel.name, detail: instruction.kernel.detail,
                byteCount: (instruction.operands + instruction.results).reduce(0) {
                    $0 + $1.shape.elementCount * $1.type.dtype.byteCount
                },
                operationCount: instruction.kernel.operationCount)
        }
        arenaByteCount = plan.arenaByteCount
    }

    public var description: String {
        lines.enumerated().map { "\($0) \($1.name) \($1.detail) \($1.byteCount) B \($1.operationCount)" }
            .joined(separator: "\n") + "\narena \(arenaByteCount) B"
    }
}
