import Chainrule
import Testing

private func doubles(_ literal: NestedLiteral) -> Tensor { Tensor(literal, dtype: .float64) }

@Suite("A rule of simplification")
struct SimplifyRuleTests {
    @Test("of arithmetic", arguments: arithmeticExamples)
    func arithmetic(example: SimplificationCase) { example.check() }

    static let arithmeticExamples: [SimplificationCase] = [
        .init("x + 0", [:], preserves: .numbers) { x, _, _ in x + 0 },
        .init("0 + x", [:], preserves: .numbers) { x, _, _ in 0 + x },
        .init("x + (−y)", ["subtract": 1]) { x, y, _ in x + -y },
        .init("(−x) + y", ["subtract": 1]) { x, y, _ in -x + y },
        .init("x + x", ["broadcast": 1, "multiply": 1]) { x, _, _ in x + x },
        .init("x − 0", [:]) { x, _, _ in x - 0 },
        .init("0 − x stays", ["broadcast": 1, "subtract": 1]) { x, _, _ in 0 - x },
        .init("x − (−y)", ["add": 1]) { x, y, _ in x - -y },
        .init("x − x stays", ["subtract": 1]) { x, _, _ in x - x },
        .init("x · 1", [:]) { x, _, _ in x * 1 },
        .init("ones · x", [:]) { x, _, _ in Tensor.ones([2, 1], dtype: .float64) * x },
        .init("x · (−1)", ["negate": 1]) { x, _, _ in x * -1 },
        .init("x · 0 stays", ["broadcast": 1, "multiply": 1]) { x, _, _ in x * 0 },
        .init("(−x) · y", ["multiply": 1, "negate": 1]) { x, y, _ in -x * y },
        .init("(−x) · (−y)", ["multiply": 1]) { x, y, _ in -x * -y },
        .init("x / 1", [:]) { x, _, _ in x / 1 },
        .init("x / 4", ["broadcast": 1, "multiply": 1]) { x, _, _ in x / 4 },
        .init("x / 3 stays", ["broadcast": 1, "divide": 1]) { x, _, _ in x / 3 },
        .init("1 / x", ["reciprocal": 1]) { x, _, _ in 1 / x },
        .init("x / (−y)", ["divide": 1, "negate": 1]) { x, y, _ in x / -y },
        .init("−(−x)", [:]) { x, _, _ in -(-x) },
        .init("1 / √x", ["rsqrt": 1]) { x, _, _ in 1 / sqrt(x) },
        .init("x ^ 0", ["broadcast": 1]) { x, _, _ in pow(x, 0) },
        .init("x ^ 1", [:]) { x, _, _ in pow(x, 1) },
        .init("x ^ 2", ["multiply": 1]) { x, _, _ in pow(x, 2) },
        .init("x ^ −1", ["reciprocal": 1]) { x, _, _ in pow(x, -1) },
        .init("x ^ 0.5", ["abs": 1, "sqrt": 1], preserves: .rounded) { x, _, _ in pow(abs(x), 0.5) },
        .init("x ^ −0.5", ["abs": 1, "rsqrt": 1], preserves: .rounded) { x, _, _ in pow(abs(x), -0.5) },
        .init("x ^ a constant tensor", ["multiply": 1]) { x, _, _ in pow(x, Tensor(2, dtype: .float64)) },
        .init("a gradient that stops or is one's own", ["exp": 1]) { x, y, _ in
            exp(
                customGradient([y]) { _ in
                    stopGradient(x)
                } gradient: { upstream, _, _ in
                    [upstream]
                })
        },
    ]

    @Test("of choices and types", arguments: choiceExamples)
    func choices(example: SimplificationCase) { example.check() }

    static let choiceExamples: [SimplificationCase] = [
        .init("true ? x : y", [:]) { x, y, _ in select(x, where: Tensor(1, dtype: .bool), otherwise: y) },
        .init("false ? y : x", [:]) { x, y, _ in select(y, where: Tensor(0, dtype: .bool), otherwise: x) },
        .init("condition ? x : x", [:]) { x, y, _ in select(x, where: y .> 0, otherwise: x) },
        .init("and", ["broadcast": 1, "compare": 1, "cast": 1]) { x, y, _ in
            ((x .> 0) .& Tensor(1, dtype: .bool)).cast(to: .float64)
        },
        .init("or", ["broadcast": 1, "compare": 1, "cast": 1]) { x, y, _ in
            (Tensor(0, dtype: .bool) .| (x .> 0) .| (x .> 0)).cast(to: .float64)
        },
        .init("and with false", ["broadcast": 1]) { x, y, _ in
            ((x .> 0) .& Tensor(0, dtype: .bool)).cast(to: .float64)
        },
        .init("there and back", ["cast": 1]) { x, y, _ in
            x.cast(to: .float32).cast(to: .float64).cast(to: .float32)
        },
        .init("there and back with a loss stays", ["cast": 2]) { x, y, _ in
            x.cast(to: .int32).cast(to: .float64)
        },
    ]

    @Test("of views", arguments: viewExamples)
    func views(example: SimplificationCase) { example.check() }

    static let viewExamples: [SimplificationCase] = [
        .init("reshape of reshape", ["reshape": 1]) { x, _, _ in
            x.flattened().reshaped(to: [3, 2] as Shape)
        },
        .init("reshape there and back", [:]) { x, _, _ in x.flattened().reshaped(to: x.shape) },
        .init("transpose of transpose", [:]) { x, _, _ in x.transposed().transposed() },
        .init("permutation of a permutation", ["reshape": 1, "concatenate": 1, "permute": 1]) { x, y, _ in
            stack([x, y]).permuted([1, 2, 0]).permuted([0, 2, 1])
        },
        .init("permutation of axes of size one", ["reshape": 1]) { x, _, _ in
            x.reshaped(to: [1, 2, 3]).permuted([1, 2, 0])
        },
        .init("a slice of everything", [:]) { x, _, _ in x[0..., 0...] },
        .init("a slice of a slice", ["slice": 1]) { x, _, _ in x[1..., 0...][0..., 1...] },
        .init("a reversed part, reversed", ["slice": 1]) { x, _, _ in
            x.reversed(axes: [1])[0..., 1...].reversed(axes: [1])
        },
        .init("padding by nothing", [:]) { x, _, _ in x.padded([(0, 0), (0, 0)]) },
        .init("zeros around zeros", ["broadcast": 1]) { _, _, _ in
            Tensor.zeros([2, 3], dtype: .float64).padded([(1, 2), (0, 1)])
        },
        .init("ones around zeros stay", ["broadcast": 1, "pad": 1]) { _, _, _ in
            Tensor.zeros([40, 30], dtype: .float64).padded([(1, 2), (0, 1)], with: 1)
        },
        .init("a concatenation of one", [:]) { x, _, _ in concatenate([x]) },
        .init("broadcast of broadcast", ["broadcast": 1]) { x, _, _ in
            x.broadcast(to: [4, 2, 3]).broadcast(to: [5, 4, 2, 3])
        },
        .init("broadcast that repeats nothing", ["reshape": 1]) { x, _, _ in x.broadcast(to: [1, 2, 3]) },
        .init("broadcast of leading axes of size one", ["broadcast": 1]) { x, _, _ in
            x.expandingDimension(at: 0).broadcast(to: [4, 2, 3])
        },
        .init("reshape of a broadcast number", ["broadcast": 1]) { _, _, scalar in
            scalar.broadcast(to: [2, 3]).flattened()
        },
        .init("reshape that leaves repeated axes alone", ["broadcast": 1, "reshape": 1]) { x, _, _ in
            x.broadcast(to: [4, 2, 3]).reshaped(to: [2, 2, 6])
        },
        .init("reshape across repeated axes stays", ["broadcast": 1, "reshape": 1]) { x, _, _ in
            x.broadcast(to: [4, 2, 3]).reshaped(to: [8, 3])
        },
        .init("permutation of a broadcast", ["reshape": 1, "broadcast": 1]) { x, _, _ in
            x.broadcast(to: [4, 2, 3]).permuted([1, 0, 2])
        },
        .init("slice of a broadcast", ["slice": 1, "broadcast": 1]) { x, _, _ in
            x.broadcast(to: [4, 2, 3])[1..., 1..., 0...]
        },
    ]

    @Test("of operations on every element", arguments: elementwiseExamples)
    func elementwise(example: SimplificationCase) { example.check() }

    static let elementwiseExamples: [SimplificationCase] = [
        .init("a function of a broadcast", ["exp": 1, "broadcast": 1]) { x, _, _ in
            exp(x.broadcast(to: [4, 2, 3]))
        },
        .init("an operation on broadcasts", ["add": 1, "broadcast": 1]) { x, y, _ in
            x.broadcast(to: [4, 2, 3]) + y.broadcast(to: [4, 2, 3])
        },
        .init("an operation on broadcasts of two sizes", ["add": 1, "broadcast": 2]) { x, _, scalar in
            x.broadcast(to: [4, 2, 3]) + scalar
        },
        .init("an outer sum stays", ["slice": 2, "broadcast": 2, "add": 1]) { x, _, _ in
            x[0..., 0..<1] + x[0..<1, 0...]
        },
        .init("a function of a reshape", ["exp": 1]) { x, _, _ in exp(x.flattened()).reshaped(to: x.shape) },
        .init("an operation on reshapes", ["add": 1]) { x, y, _ in
            (x.flattened() + y.flattened()).reshaped(to: x.shape)
        },
        .init("a reshape beside a number", ["broadcast": 1, "add": 1]) { x, _, scalar in
            (x.flattened() + scalar).reshaped(to: x.shape)
        },
    ]

    @Test("of integers")
    func integers() {
        let x = Unknown.leaf(Tensor([[200, 3], [7, 255]], dtype: .uint8))
        let outputs = [
            x + x, x * 1, x.sum(axes: 0), (x * 3 * 5).sum(axes: 1), -(-x), x.broadcast(to: [2, 2, 2]).sum(),
        ]
        let results = simplified(outputs)
        #expect(operationCount(in: results) < operationCount(in: outputs))
        for (result, output) in zip(results, outputs) {
            #expect(result.type == output.type)
            #expect(result.scalars(as: UInt8.self) == output.scalars(as: UInt8.self))
        }
    }

    @Test("of empty tensors")
    func empty() {
        let x = Unknown.leaf(.zeros([0, 3], dtype: .float64))
        let y = Unknown.leaf(doubles([1, 2, 3]))
        let outputs = [
            (x * y).sum(axes: 0), x.sum(axes: 1), x.reshaped(to: [3, 0] as Shape).sum(),
            exp(x + 1).transposed(),
            (x - x.mean(axes: 0)).sum(axes: 0), y.broadcast(to: [0, 3]).reshaped(to: [0, 5] as Shape),
            x[0..., 1...].sum(),
        ]
        for (result, output) in zip(simplified(outputs), outputs) {
            #expect(result.type == output.type)
            #expect(result.scalars(as: Double.self) == output.scalars(as: Double.self))
        }
    }
}
