import Chainrule
import TestSupport
import Testing

@Suite("A recurrent layer over a sequence")
struct RecurrenceTests {
    @Test(
        "compiled with its gradients, is two instructions, and gradients that are zero are not stored",
        .enabled(if: Engine.current == .oneDNN), arguments: CellFunction.allCases)
    func instructions(function: CellFunction) {
        let gates = function == .lstm ? 4 : function == .gru ? 3 : 1
        let states = function == .lstm ? 2 : 1
        let operands = [[6, 5, gates * 16], [gates * 16, 16], [states, 5, 16], [16]].map {
            Tensor.uniform(Shape($0), in: -0.5..<0.5, from: Generator(seed: 1))
        }
        let step = compile { (operands: [Tensor]) in
            let result = recurrence(
                function, operands[0], weight: operands[1], state: operands[2],
                bias: function == .gru ? operands[3] : nil)
            let states = result[0]
            let loss = (states * states).sum()
            return [loss] + gradients(of: loss, withRespectTo: Array(operands[..<3]))
        }
        let lines = step.explanation(operands).lines
        #expect(lines.filter { $0.name == "recurrence" }.count == 1)
        #expect(lines.filter { $0.name == "recurrence-gradient" }.count == 1)
        #expect(!lines.contains { $0.detail == "reference" || $0.detail.hasPrefix("fill") }, "\(lines)")
    }

    @Test("counts its products with the state")
    func operations() {
        let result = recurrence(
            .lstm, .zeros([6, 5, 64]), weight: .zeros([64, 16]), state: .zeros([2, 5, 16]))
        #expect(operationCount(of: [result]) == 2 * 6 * 5 * 64 * 16)
    }

    @Test("refuses operands that do not fit")
    func mistakes() async {
        await #expect(processExitsWith: .failure) {
            _ = recurrence(.lstm, .zeros([6, 5, 64]), weight: .zeros([48, 16]), state: .zeros([2, 5, 16]))
        }
        await #expect(processExitsWith: .failure) {
            _ = recurrence(
                .tanh, .zeros([6, 5, 16]), weight: .zeros([16, 16]), state: .zeros([1, 5, 16]),
                lengths: .zeros([5]))
        }
    }
}

@Suite("A look-up before a product")
struct LookUpRuleTests {
    private static let indices = Tensor([0, 2, 1, 2, 2, 0, -1, 1], dtype: .int32).reshaped(to: [4, 2])

    /// An embedding, a linear layer with its bias, and the gradients of all.
    private static func step(_ inputs: [Tensor]) -> [Tensor] {
        let words = inputs[0].gather(indices).reshaped(to: [8, 5])
        let output = matmul(words, inputs[1].transposed()) + inputs[2]
        return [output] + gradients(of: (output * output * output).sum(), withRespectTo: inputs)
    }

    @Test("is a product of the table, forwards and backwards")
    func products() {
        let inputs = [[3, 5], [4, 5], [4]].enumerated().map { number, sizes in
            Tensor.uniform(
                Shape(sizes), in: -1..<1, dtype: .float64, from: Generator(seed: UInt64(number)))
        }
        let values = Self.step(inputs)
        for (found, expected) in zip(compile { Self.step($0) }(inputs), values) {
            expectClose(found, expected)
        }
        let results = simplified(Self.step(inputs.map { .placeholder($0.type) }))
        let products = TopologicalOrder(endingAt: results).nodes.filter { $0.primitive.name == "matmul" }
        #expect(products.count == 3)
        for product in products { #expect(!product.inputs.contains { $0.shape.contains(8) }) }
    }

    @Test("stays where the table has more rows than are looked up")
    func largeTable() {
        let table = Tensor.placeholder(TensorType([9, 5], .float64))
        let product = matmul(
            table.gather(Self.indices).reshaped(to: [8, 5]), .ones([5, 4], dtype: .float64))
        #expect(simplified([product])[0].node.primitive.name == "matmul")
    }
}

@Suite("A part of what was padded")
struct SliceOfPadTests {
    @Test("is a part of the operand, with padding or without, or padding alone", arguments: 0..<6)
    func parts(start: Int) {
        func part(_ x: Tensor) -> Tensor {
            x.padded([(0, 0), (2, 3)], with: 7)[0..., start..<start + 3]
        }
        let x = Tensor([[1, 2, 3], [4, 5, 6]], dtype: .float64)
        expectClose(compile { part($0) }(x), part(x), tolerance: .exact)
        let result = simplified([part(.placeholder(x.type))])
        #expect(!TopologicalOrder(endingAt: result).nodes.contains { $0.shape == [2, 8] })
    }

    @Test("of a sum with something padded is a sum of parts")
    func sums() {
        func row(_ number: Int, _ x: Tensor) -> Tensor {
            (x.padded([(0, 1), (0, 0)]) + x.padded([(1, 0), (0, 0)]))[number]
        }
        let x = Tensor([[1, 2, 3], [4, 5, 6]], dtype: .float64)
        for number in 0..<3 {
            expectClose(compile { row(number, $0) }(x), row(number, x), tolerance: .exact)
            let result = simplified([row(number, .placeholder(x.type))])
            #expect(!TopologicalOrder(endingAt: result).nodes.contains { $0.primitive.name == "pad" })
        }
    }
}
