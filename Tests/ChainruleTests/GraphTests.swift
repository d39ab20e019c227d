import Chainrule
import TestSupport
import Testing

/// Shapes of graphs that have broken other implementations of backpropagation.
@Suite struct GraphTests {
    @Test("a value used twice by one operation: x·x")
    func square() {
        let x = Tensor(3)
        #expect(gradients(of: x * x, withRespectTo: x).item() == 6)
    }

    @Test("a diamond: two paths from x to f")
    func diamond() {
        let x = Tensor(2)
        let (left, right) = (x * 3, exp(x))
        let f = left * right
        let expected = 3 * Tensor(2).item() * exp(Tensor(2)).item() + 3 * exp(Tensor(2)).item()
        #expect(abs(gradients(of: f, withRespectTo: x).item() - expected) < 1e-4)
    }

    @Test("gradients asked for twice are the same; nothing accumulates")
    func twice() {
        let x = Tensor(3)
        let f = x * x * x
        #expect(gradients(of: f, withRespectTo: x).item() == 27)
        #expect(gradients(of: f, withRespectTo: x).item() == 27)
    }

    @Test("a node that two losses share")
    func sharedNode() {
        let x = Tensor(3)
        let shared = x * x
        let (first, second) = (shared * 2, shared + x)
        #expect(gradients(of: first, withRespectTo: x).item() == 12)
        #expect(gradients(of: second, withRespectTo: x).item() == 7)
        #expect(gradients(of: first + second, withRespectTo: x).item() == 19)
    }

    @Test("a chain of 100 000 nodes is built, evaluated, differentiated and freed")
    func longChain() {
        let x = Tensor(1)
        var f = x
        for _ in 0..<100_000 { f = f + 1 }
        #expect(f.item() == 100_001)
        #expect(gradients(of: f, withRespectTo: x).item() == 1)
    }

    @Test("a chain of 100 000 nodes is freed without ever being evaluated, alone or many-branched")
    func freeing() {
        var f = Tensor(1)
        for _ in 0..<100_000 { f = f * f }
        #expect(f.shape == [])
    }

    @Test("each shared sub-graph is visited once: doubling 200 times would else take for ever")
    func sharedSubgraphs() {
        let x = Tensor(1, dtype: .float64)
        var f = x
        for _ in 0..<200 { f = f + f }
        #expect(gradients(of: f, withRespectTo: x).item() == 0x1p200)
        #expect(TopologicalOrder(endingAt: [f]).nodes.count == 201)
    }

    @Test("the topological order puts every node behind its inputs, and visits it once")
    func topologicalOrder() {
        let x = Tensor(2)
        let y = x * x + x
        let order = TopologicalOrder(endingAt: [y, x], locating: [x, Tensor(9)])
        #expect(order.nodes.count == 3)
        for position in order.nodes.indices {
            for input in order.nodes[position].inputs.indices {
                #expect(order.position(ofInput: input, of: position) < position)
            }
        }
        #expect(order.targetPositions == [0, nil])
    }

    @Test("higher derivatives by applying gradients again: x⁴")
    func higherOrder() {
        let x = Tensor(2, dtype: .float64)
        let square = x * x
        let first = gradients(of: square * square, withRespectTo: x)
        let second = gradients(of: first, withRespectTo: x)
        let third = gradients(of: second, withRespectTo: x)
        #expect([first, second, third].map { $0.item() } == [32, 48, 48])
    }

    @Test("an upstream gradient scales the result and may be differentiated itself")
    func upstream() {
        let x = Tensor([1, 2, 3])
        let upstream = Tensor([1, 10, 100])
        expectClose(
            gradients(of: x * x, withRespectTo: x, upstream: upstream), Tensor([2, 40, 600]),
            tolerance: .exact)
    }

    @Test("no gradient passes a stopped one")
    func stopped() {
        let x = Tensor(3)
        #expect(gradients(of: x * stopGradient(x), withRespectTo: x).item() == 3)
    }

    @Test("a gradient of one's own replaces the rule, forward value unchanged")
    func custom() {
        let x = Tensor([0.4, 1.6])
        let rounded = customGradient([x]) {
            round($0[0])
        } gradient: { upstream, inputs, _ in
            [upstream * inputs[0]]
        }
        expectClose(rounded, Tensor([0, 2]), tolerance: .exact)
        expectClose(gradients(of: rounded.sum(), withRespectTo: x), x, tolerance: .exact)
    }

    @Test("a tensor the output does not depend on gets zeros on request")
    func unusedZeros() {
        let (x, y) = (Tensor(1), Tensor([1, 2]))
        let (dx, dy) = gradients(of: x * 2, withRespectTo: x, y, unused: .zeros)
        #expect(dx.item() == 2)
        expectClose(dy, Tensor([0, 0]), tolerance: .exact)
    }

    @Test("a tensor the output does not depend on is named in the error")
    func unusedNamed() {
        let y = Tensor([1, 2]).named("encoder.bias")
        #expect {
            try namedGradients(of: Tensor(1) * 2, withRespectTo: [y]) { _ in y.name ?? "?" }
        } throws: { error in
            "\(error)".contains("does not depend on encoder.bias (float32[2])")
        }
    }

    @Test("a rule that makes a contribution of the wrong shape is named")
    func wrongRule() {
        let x = Tensor([1, 2])
        let broken = customGradient([x], { $0[0] }, gradient: { _, _, _ in [Tensor(1)] })
        #expect {
            try namedGradients(of: broken.sum(), withRespectTo: [x]) { _ in "x" }
        } throws: { error in
            "\(error)".contains(
                "rule of 'custom-gradient' returned float32[] for its input 0, which is float32[2]")
        }
    }

    @Test("an integer input of a gradient of one's own gets none, whatever the rule makes for it")
    func customIntegers() {
        let (x, places) = (Tensor([1, 2, 3]), Tensor([2, 0], dtype: .int32))
        let picked = customGradient([x, places]) {
            $0[0].gather($0[1])
        } gradient: { _, inputs, _ in
            inputs
        }
        expectClose(gradients(of: picked.sum(), withRespectTo: x), x, tolerance: .exact)
    }

    @Test("a rule that forgets an input is named")
    func forgetfulRule() {
        struct Forgetful: Primitive {
            static let name = "forgetful"
            func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType { inputs[0].type }
            func forward(_ inputs: [NDArray]) -> NDArray { inputs[0] }
            func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] { [upstream] }
            static let samples: [PrimitiveSample] = []
        }
        let x = Tensor(1)
        #expect {
            try namedGradients(of: .apply(Forgetful(), x, x), withRespectTo: [x]) { _ in "x" }
        } throws: { error in
            "\(error)".contains("the gradient rule of 'forgetful' returned 1 gradients for 2 inputs")
        }
    }

    @Test("only real numbers have gradients, and these start from one of the output's type")
    func unfitOutputs() {
        let x = Tensor([1, 2])
        #expect {
            try namedGradients(of: x.argmax(), withRespectTo: [x]) { _ in "x" }
        } throws: { error in
            "\(error)".contains("the output is int32[]; only floating-point tensors have gradients")
        }
        for upstream in [Tensor(1), Tensor([1, 1], dtype: .float64)] {
            #expect {
                try namedGradients(of: x * x, withRespectTo: [x], upstream: upstream) { _ in "x" }
            } throws: { error in
                "\(error)".contains("the upstream gradient is \(upstream.type), but the output is float32[2]")
            }
        }
    }

    @Test("the gradient of many numbers needs an upstream gradient")
    func notScalar() {
        let x = Tensor([1, 2])
        #expect {
            try namedGradients(of: x * 2, withRespectTo: [x]) { _ in "x" }
        } throws: { error in
            "\(error)".contains("float32[2], not a scalar")
        }
    }

    @Test("an unused tensor traps in a program's own code, and the message says which")
    func unreachedTraps() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let forgotten = Tensor(1).named("forgotten")
            _ = gradients(of: Tensor(2) * 3, withRespectTo: forgotten)
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("does not depend on 'forgotten'"))
    }

    @Test("tensors are shared between tasks: concurrent evaluation of one graph agrees")
    func concurrentEvaluation() async {
        let x = withRandomSeed(3) { Tensor.normal([64, 64], dtype: .float64) }
        let f = matmul(tanh(x), exp(x * 0.1)).sum()
        let values = await withTaskGroup(of: Double.self) { group in
            for _ in 0..<8 {
                group.addTask { f.item() + gradients(of: f, withRespectTo: x).sum().item() }
            }
            return await group.reduce(into: [Double]()) { $0.append($1) }
        }
        #expect(values.allSatisfy { $0 == values[0] && $0.isFinite })
    }
}
