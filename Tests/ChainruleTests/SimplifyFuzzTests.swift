import Chainrule
import TestSupport
import Testing

@Suite("Simplifying random graphs")
struct SimplifyFuzzTests {
    @Test("changes no value and no type, and leaves less to do", arguments: [true, false])
    func values(foldsConstants: Bool) {
        var (before, after) = (0, 0)
        for seed in 0..<60 as Range<UInt64> {
            var graph = RandomGraph(seed: seed)
            let outputs = graph.grown(by: 40)
            let results = simplified(outputs, foldsConstants: foldsConstants)
            check(results, outputs, "seed \(seed)")
            before += operationCount(in: outputs)
            after += operationCount(in: results)
        }
        #expect(Double(after) < 0.9 * Double(before))
    }

    @Test("changes no gradient")
    func gradients() {
        for seed in 100..<140 as Range<UInt64> {
            var graph = RandomGraph(seed: seed)
            let outputs = graph.grown(by: 15)
            let total = outputs.map { tanh($0).sum() }.reduce(Tensor(0, dtype: .float64), +)
            let gradients = Chainrule.gradients(of: total, withRespectTo: graph.leaves, unreached: .zeros)
            check(simplified(gradients), gradients, "seed \(seed)")
        }
    }

    @Test("comes to an end: a simplified graph stays as it is")
    func finalForm() {
        for seed in 200..<240 as Range<UInt64> {
            var graph = RandomGraph(seed: seed)
            let once = simplified(graph.grown(by: 40))
            let twice = simplified(once)
            #expect(operations(in: once) == operations(in: twice), "seed \(seed)")
        }
    }

    /// Where something was not finite on the way, reassociation may do anything.
    private func check(_ results: [Tensor], _ outputs: [Tensor], _ what: String) {
        for (index, (result, output)) in zip(results, outputs).enumerated() {
            #expect(result.type == output.type)
            let isFinite = output.scalars(as: Double.self).allSatisfy(\.isFinite)
            if isFinite { expectClose(result, output, tolerance: 1e-9, "\(what), output \(index)") }
        }
    }
}

/// A graph that applies the samples of all primitives to each other's results.
private struct RandomGraph {
    private var stream: RandomStream
    private(set) var leaves: [Tensor]
    private var tensors: [Tensor]
    private static let samples = allPrimitives.flatMap { $0.samples }

    init(seed: UInt64) {
        stream = RandomStream(seed: seed)
        leaves = []
        for shape in [[], [3], [2, 3], [2, 1], [3, 1, 4]] as [Shape] {
            leaves.append(Unknown.leaf(Sample.Operand.real(shape).draw(shape, from: &stream)))
        }
        // Constants, among them those that rules look for.
        tensors = leaves + [0, 1, -1, 2, 0.3].map { Tensor($0, dtype: .float64) }
        tensors.append(Tensor([1, 1, 1], dtype: .float64))
    }

    /// The results of so many more applications.
    mutating func grown(by count: Int) -> [Tensor] {
        (0..<count).map { _ in
            let sample = Self.samples[stream.integer(below: Self.samples.count)]
            let operands = sample.operands.map { operand($0) }
            let type = try! sample.primitive.resultType(operands)
            var result = Tensor(node: Node(sample.primitive, operands, type)).cast(to: .float64)
            // Keeps numbers from growing beyond all bounds.
            if stream.integer(below: 3) == 0 { result = sin(result) }
            tensors.append(result)
            return result
        }
    }

    private mutating func operand(_ operand: Sample.Operand) -> Tensor {
        if operand.type.dtype == .int32 {
            return Unknown.leaf(operand.draw(operand.type.shape, from: &stream))
        }
        let x = tensor(of: operand.type.shape)
        if operand.type.dtype == .bool { return x .> 0 }
        let (low, high) = (operand.range.lowerBound, operand.range.upperBound)
        return low < 0 ? x : sigmoid(x) * (high - low) + low
    }

    /// A tensor that is there, made to fit.
    private mutating func tensor(of shape: Shape) -> Tensor {
        let x = tensors[stream.integer(below: tensors.count)]
        if x.shape == shape { return x }
        if x.shape.elementCount == shape.elementCount { return x.reshaped(to: shape) }
        let part = x.rank > 1 ? x.mean(axes: 0) : x
        let fits =
            part.rank <= shape.rank
            && zip(part.shape.reversed(), shape.reversed()).allSatisfy { $0 == 1 || $0 == $1 }
        return (fits ? part : x.sum()).broadcast(to: shape)
    }
}
