import Chainrule
import TestSupport
import Testing

@Suite("A plan of memory")
struct MemoryPlanTests {
    @Test("gives no two values that live at once the same memory", arguments: 0..<100 as Range<UInt64>)
    func disjointness(seed: UInt64) {
        let program = RandomInstructions(seed: seed)
        let plan = MemoryPlan(program.buffers.map(\.buffer), program.instructions)
        var sum = 0
        for (number, one) in program.buffers.enumerated() {
            let start = plan.offsets[number]!
            #expect(start % 64 == 0 && start + one.byteCount <= plan.byteCount)
            sum += (one.byteCount + 63) / 64 * 64
            for (otherNumber, other) in program.buffers.enumerated().dropFirst(number + 1) {
                let otherStart = plan.offsets[otherNumber]!
                let isShared = start < otherStart + other.byteCount && otherStart < start + one.byteCount
                let livesTogether = one.first <= other.last && other.first <= one.last
                guard isShared && livesTogether else { continue }
                // A result may lie where an operand lay that has the same layout and is read for the last time.
                #expect(
                    one.last == other.first && program.worksInPlace[other.first]
                        && one.type == other.type && one.order == other.order
                        && program.reads[other.first].contains(number) && start == otherStart,
                    "buffers \(number) and \(otherNumber)")
            }
        }
        #expect(plan.byteCount < sum)
    }

    @Test("lets a chain of operations in place have one piece of memory")
    func chain() {
        let type = TensorType([10, 10], .float32)
        let buffers = (0..<6).map { _ in Buffer(home: .temporary, byteCount: 400) }
        let instructions = (0..<6).map { number in
            Instruction(
                kernel: Kernel(planned: "test"),
                operands: number == 0 ? [] : [ArrayView(filling: number - 1, type)],
                results: [ArrayView(filling: number, type)], worksInPlace: true)
        }
        #expect(MemoryPlan(buffers, instructions).byteCount == 448)
    }

    @Test("keeps of every layer only what the backward pass needs", .enabled(if: Engine.current == .oneDNN))
    func deepPerceptron() {
        let (batch, width) = (256, 32)
        func arena(depth: Int) -> Int {
            let weights = (0..<depth).map { _ in Variable(.uniform([width, width], in: -0.1..<0.1)) }
            let step = compile { (x: Tensor) in
                let loss = weights.reduce(x) { relu(matmul($0, $1.value)) }.sum()
                let slopes = gradients(of: loss, withRespectTo: weights.map(\.value))
                assign(Array(zip(weights, zip(weights, slopes).map { $0.value - $1 * 0.1 })))
                return loss
            }
            return step.explanation(.ones([batch, width])).arenaByteCount
        }
        let activation = batch * width * 4
        let growth = (arena(depth: 24) - arena(depth: 12)) / 12
        #expect(growth <= activation * 5 / 4, "\(Double(growth) / Double(activation)) activations per layer")
    }
}

/// Instructions that read earlier results and write new ones.
private struct RandomInstructions {
    struct Value {
        let type: TensorType
        let order: [Int]
        let first: Int
        var last: Int
        var byteCount: Int { type.shape.elementCount * 4 }
        var buffer: Buffer { Buffer(home: .temporary, byteCount: byteCount) }
    }

    private(set) var buffers: [Value] = []
    private(set) var instructions: [Instruction] = []
    private(set) var reads: [[Int]] = []
    private(set) var worksInPlace: [Bool] = []

    init(seed: UInt64) {
        var stream = RandomStream(seed: seed)
        for time in 0..<40 {
            let read =
                buffers.isEmpty
                ? []
                : (0..<stream.integer(below: 4)).map { _ in
                    max(0, buffers.count - 1 - stream.integer(below: 12))
                }
            for number in read { buffers[number].last = time }
            let written = buffers.count..<buffers.count + 1 + stream.integer(below: 2)
            for _ in written {
                let shape: Shape =
                    stream.integer(below: 3) == 0 ? [5, 1 + stream.integer(below: 40)] : [8, 8]
                buffers.append(
                    Value(
                        type: TensorType(shape, .float32), order: stream.permutation(of: 2), first: time,
                        last: time))
            }
            let views = buffers.enumerated().map { ArrayView(filling: $0, $1.type, order: $1.order) }
            reads.append(read)
            worksInPlace.append(stream.integer(below: 2) == 0)
            instructions.append(
                Instruction(
                    kernel: Kernel(planned: "test"), operands: read.map { views[$0] },
                    results: written.map { views[$0] }, worksInPlace: worksInPlace[time]))
        }
    }
}
