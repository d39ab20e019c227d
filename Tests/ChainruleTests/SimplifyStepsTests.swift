import Chainrule
import TestSupport
import Testing

@Suite("A rule of simplification for what a loop does in every step")
struct SimplifyStepsTests {
    private let random = Generator(seed: 5)

    private func leaf(_ shape: Shape) -> Tensor {
        Unknown.leaf(.uniform(shape, in: -1..<1, dtype: .float64, from: random))
    }

    /// What is left of some tensors, with equal values.
    private func operationsLeft(
        of outputs: [Tensor], sourceLocation: SourceLocation = #_sourceLocation
    ) -> [String: Int] {
        let results = simplified(outputs)
        for (result, output) in zip(results, outputs) {
            #expect(result.type == output.type, sourceLocation: sourceLocation)
            expectClose(result, output, tolerance: 1e-13, sourceLocation: sourceLocation)
        }
        return operations(in: results)
    }

    @Test("products of few rows that are added up are one product, transposed or not")
    func sumOfProducts() {
        func products() -> [Tensor] {
            (0..<5).map { _ in matmul(leaf([2, 6]).transposed(), leaf([2, 7])) }
        }
        func sum(_ terms: [Tensor]) -> Tensor { terms.dropFirst().reduce(terms[0]) { $1 + $0 } }
        let joined = ["concatenate": 2, "permute": 1, "matmul": 1]
        #expect(
            operationsLeft(of: [products().reduce(leaf([6, 7]), +)]) == joined.merging(["add": 1]) { $1 })
        #expect(
            operationsLeft(of: [sum(products()).transposed()])
                == joined.merging(["permute": 2]) { $1 })
        #expect(
            operationsLeft(of: [products().map { $0.transposed() }.reduce(leaf([7, 6]), +)])
                == joined.merging(["permute": 2, "add": 1]) { $1 })
    }

    @Test("products of many rows, two products, and sums of them that are needed by themselves stay")
    func otherProducts() {
        func products(_ count: Int, _ rows: Int) -> [Tensor] {
            (0..<count).map { _ in matmul(leaf([6, rows]), leaf([rows, 7])) }
        }
        func sum(_ terms: [Tensor]) -> Tensor { terms.dropFirst().reduce(terms[0], +) }
        #expect(operationsLeft(of: [sum(products(3, 20))]) == ["matmul": 3, "add": 2])
        #expect(operationsLeft(of: [sum(products(2, 2))]) == ["matmul": 2, "add": 1])
        let few = products(4, 2)
        #expect(
            operationsLeft(of: [few[1], sum(few)]) == ["matmul": 2, "concatenate": 2, "add": 1])
        let others = products(4, 2)
        let partial = sum(Array(others.prefix(2)))
        #expect(operationsLeft(of: [sum([partial] + others.suffix(2)), partial]) == ["matmul": 4, "add": 3])
    }

    @Test("parts that are padded to neighboring places are put together")
    func paddedParts() {
        func padded(_ places: [Int], _ size: Int) -> Tensor {
            let terms = places.map { leaf([2, 4]).padded([($0, size - 2 - $0), (0, 0)]) }
            return terms.dropFirst().reduce(terms[0], +)
        }
        #expect(operationsLeft(of: [padded([2, 0, 4], 6)]) == ["concatenate": 1])
        #expect(operationsLeft(of: [padded([3, 1, 5], 9)]) == ["concatenate": 1, "pad": 1])
        #expect(operationsLeft(of: [padded([0, 2, 5], 7)]) == ["concatenate": 1, "pad": 2, "add": 1])
        #expect(operationsLeft(of: [padded([0, 1, 4], 6)]) == ["pad": 3, "add": 2])
    }

    @Test("concatenations of what lies one behind the other, and parts of concatenations", arguments: views)
    func concatenations(example: SimplificationCase) { example.check() }

    private static let views: [SimplificationCase] = [
        .init("neighboring parts", [:]) { x, _, _ in concatenate([x[0..., 0..<1], x[0..., 1...]], axis: 1) },
        .init("neighboring parts of a part", ["slice": 1]) { x, _, _ in
            concatenate([x[0..., 0..<1], x[0..., 1..<2]], axis: 1)
        },
        .init("parts in another order stay", ["slice": 2, "concatenate": 1]) { x, _, _ in
            concatenate([x[0..., 1...], x[0..., 0..<1]], axis: 1)
        },
        .init("parts of two tensors stay", ["slice": 2, "concatenate": 1]) { x, y, _ in
            concatenate([x[0..., 0..<1], y[0..., 1...]], axis: 1)
        },
        .init("rows", [:]) { x, _, _ in stack([x[0], x[1]]) },
        .init("transposed tensors", ["concatenate": 1, "permute": 1]) { x, y, _ in
            concatenate([x.transposed(), y.transposed()], axis: 1)
        },
        .init("reshaped tensors", ["concatenate": 1, "reshape": 1]) { x, y, _ in
            concatenate([x.flattened(), y.flattened()])
        },
        .init("one of several", [:]) { x, y, _ in stack([x, y], axis: 1)[0..., 0].transposed().transposed() },
        .init("a part of one of several", ["slice": 1]) { x, y, _ in
            concatenate([x, y], axis: 1)[0..., 4...]
        },
        .init("a reversed one of several", ["slice": 1]) { x, y, _ in
            concatenate([x, y])[stride(from: 3, through: 2, by: -1)]
        },
        .init("a part of two stays", ["slice": 1, "concatenate": 1]) { x, y, _ in
            concatenate([x, y], axis: 1)[0..., 2..<5]
        },
    ]

    /// A recurrent layer as a loop: its outputs, and the gradients of their weighted sum.
    private func unrolled(_ inputs: Tensor, _ parameters: [Tensor], weights: Tensor) -> [Tensor] {
        var state = Tensor.zeros([inputs.shape[1], parameters[1].shape[0]], dtype: inputs.dtype)
        var outputs: [Tensor] = []
        for step in 0..<inputs.shape[0] {
            let sum = matmul(inputs[step], parameters[0].transposed()) + matmul(state, parameters[1])
            state = tanh(sum + parameters[2])
            outputs.append(state)
        }
        let whole = stack(outputs)
        return [whole]
            + gradients(of: (whole * weights).sum(), withRespectTo: [inputs] + parameters, unused: .zeros)
    }

    @Test("a recurrent layer has two products in a step, and four for all steps")
    func recurrentLayer() {
        let (steps, batch, features, units) = (6, 2, 5, 7)
        let inputs = leaf([steps, batch, features])
        let parameters = [leaf([units, features]), leaf([units, units]), leaf([units])]
        let left = operationsLeft(of: unrolled(inputs, parameters, weights: leaf([steps, batch, units])))
        // The state before the first step has no gradient.
        #expect(left["matmul"] == 2 * steps - 1 + 4)
        #expect(left["pad"] == nil)
    }

    @Test("a compiled recurrent layer computes the same in as few products", arguments: [1, 9])
    func compiled(steps: Int) {
        func draw(_ shape: Shape) -> Tensor { .uniform(shape, in: -1..<1, from: random) }
        let arguments = [draw([7, 5]), draw([7, 7]), draw([7]), draw([steps, 3, 5]), draw([steps, 3, 7])]
        let step = compile { (tensors: [Tensor]) in
            unrolled(tensors[3], Array(tensors[..<3]), weights: tensors[4])
        }
        let results = step(arguments)
        for (result, expected) in zip(
            results, unrolled(arguments[3], Array(arguments[..<3]), weights: arguments[4]))
        {
            expectClose(result, expected, tolerance: 1e-5)
        }
        let products = "\(step.explanation(arguments))".split(separator: "\n").count { $0.contains("matmul") }
        #expect(products <= 2 * steps + 4)
    }
}
