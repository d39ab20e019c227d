import Chainrule
import TestSupport
import Testing

@Suite("Plans in several tasks")
struct PlanConcurrencyTests {
    @Test("run at once without disturbing each other")
    func differentFunctions() async {
        let functions: [@Sendable (Tensor) -> Tensor] = [
            { relu(matmul($0, $0.transposed()) + 1).sum(axes: 1) },
            { x in
                let images = x.reshaped(to: [4, 2, 12, 12])
                let weight = x[0..<2, 0..<18].reshaped(to: [2, 2, 3, 3])
                return maxPool(relu(convolution(images, weight, padding: 1)), kernel: 2)
            },
            { tanh($0) * $0.mean(axes: 0) - exp(-abs($0)) },
            { ($0 - $0.mean(axes: 1, keepDims: true)).logSumExp(axes: 0) },
        ]
        let inputs = (0..<6).map { seed in
            withRandomSeed(UInt64(seed)) { Tensor.uniform([32, 36], in: -1..<1) }
        }
        let expected = functions.map { function in inputs.map(function) }
        evaluateByReference(expected.flatMap { $0 })
        await withTaskGroup(of: Void.self) { group in
            for (number, function) in functions.enumerated() {
                for compiles in [true, false] {
                    group.addTask {
                        let compiled = compile(function)
                        for turn in 0..<40 {
                            let input = inputs[turn % inputs.count]
                            let found = compiles ? compiled(input) : function(input)
                            expectClose(
                                found, expected[number][turn % inputs.count], tolerance: 1e-5,
                                "function \(number), \(compiles ? "compiled" : "eager")")
                        }
                    }
                }
            }
        }
    }

    @Test("compute parts of one graph at once")
    func sharedGraph() async {
        for round in 0..<60 {
            let x = withRandomSeed(UInt64(round)) { Tensor.uniform([40, 40], in: -1..<1) }
            var layers = [x]
            for _ in 0..<6 { layers.append(tanh(matmul(layers.last!, x)) + layers.last!.mean(axes: 0)) }
            let ends = layers
            await withTaskGroup(of: Void.self) { group in
                for end in ends.dropFirst() { group.addTask { evaluate([end]) } }
            }
            var expected = x
            for end in ends.dropFirst() {
                expected = tanh(matmul(expected, x)) + expected.mean(axes: 0)
                evaluateByReference([expected])
                expectClose(end, expected, tolerance: 1e-4)
            }
        }
    }
}
