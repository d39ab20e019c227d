import Chainrule
import TestSupport
import Testing

@Suite("Simplifying random graphs")
struct SimplifyFuzzTests {
    @Test("changes no value and no type, and leaves less to do", arguments: [true, false])
    func values(foldsConstants: Bool) {
        var (before, after, compared) = (0, 0, 0)
        for seed in 0..<60 as Range<UInt64> {
            let (outputs, results, count) = check("seed \(seed)", foldsConstants: foldsConstants) { shake in
                var graph = RandomGraph(seed: seed, shake: shake)
                return graph.grown(by: 40)
            }
            before += operationCount(in: outputs)
            after += operationCount(in: results)
            compared += count
        }
        #expect(compared > 60 * 40 / 2)
        #expect(Double(after) < 0.9 * Double(before))
    }

    @Test("changes no gradient")
    func gradients() {
        for seed in 100..<140 as Range<UInt64> {
            check("seed \(seed)") { shake in
                var graph = RandomGraph(seed: seed, shake: shake)
                let sums = graph.grown(by: 15).map { tanh($0).sum() }
                let total = sums.reduce(Tensor(0, dtype: .float64), +)
                return Chainrule.gradients(of: total, withRespectTo: graph.leaves, unused: .zeros)
            }
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

    /// Compares the tensors of a graph before and after where rounding can be told from mistakes.
    ///
    /// Where something was not finite, reassociation may do anything, and where a change of the last digits
    /// of every number shows, so do roundings.
    @discardableResult
    private func check(
        _ what: String, foldsConstants: Bool = true, _ graph: (_ shake: Double) -> [Tensor]
    ) -> (outputs: [Tensor], results: [Tensor], compared: Int) {
        var compared = 0
        let outputs = graph(0)
        let results = simplified(outputs, foldsConstants: foldsConstants)
        // Engines that round in other places would hide mistakes.
        evaluateByReference(outputs + results)
        let shakenOutputs = graph(1e-13)
        evaluateByReference(shakenOutputs)
        for (index, (output, shaken)) in zip(outputs, shakenOutputs).enumerated() {
            #expect(results[index].type == output.type)
            let isFinite = output.scalars(as: Double.self).allSatisfy(\.isFinite)
            if isFinite && mismatch(shaken, output, 1e-10) == nil {
                expectClose(results[index], output, tolerance: 1e-9, "\(what), output \(index)")
                compared += 1
            }
        }
        return (outputs, results, compared)
    }
}

/// A graph that applies the samples of all primitives to each other's results.
private struct RandomGraph {
    private var stream: RandomStream
    private(set) var leaves: [Tensor]
    private var tensors: [Tensor]
    private static let samples = allPrimitives.flatMap { $0.samples }

    /// By how much of itself every number of every leaf and result is changed, more the further behind it lies: what cancels
    /// exactly only because numbers are equal must show.
    private let shake: Double

    init(seed: UInt64, shake: Double = 0) {
        self.shake = shake
        stream = RandomStream(seed: seed)
        leaves = []
        for shape in [[], [3], [2, 3], [2, 1], [3, 1, 4]] as [Shape] {
            leaves.append(Unknown.leaf(PrimitiveSample.Operand.real(shape).draw(shape, from: &stream)))
        }
        // Constants, among them those that rules look for.
        tensors = leaves + [0, 1, -1, 2, 0.3].map { Tensor($0, dtype: .float64) }
        tensors.append(Tensor([1, 1, 1], dtype: .float64))
        tensors = tensors.map { shaken($0) }
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
            result = shaken(result)
            tensors.append(result)
            return result
        }
    }

    private func shaken(_ x: Tensor) -> Tensor {
        if shake == 0 { return x }
        let places = Tensor(
            Array(0..<x.shape.elementCount).map { 1 + shake * Double($0 + 1) }, shape: x.shape)
        return x * places
    }

    private mutating func operand(_ operand: PrimitiveSample.Operand) -> Tensor {
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
