import Chainrule
import TestSupport
import Testing

@Suite("Attention of queries to keys")
struct AttentionTests {
    /// Batch, heads, queries, keys, the length of a query and of a value: within one block of the kernel and beyond it.
    static let sizes: [([Int], isCausal: Bool)] = [
        ([2, 3, 5, 5, 4, 4], true), ([1, 2, 7, 100, 5, 9], false), ([2, 2, 130, 77, 64, 80], false),
        ([1, 2, 100, 100, 33, 17], true), ([1, 1, 1, 1, 1, 1], true),
    ]

    private func operands(_ sizes: [Int], dtype: DType = .float64) -> [Tensor] {
        let (batch, heads) = (sizes[0], sizes[1])
        // As a layer's projections lie: the heads of a place side by side.
        let stored = [
            [batch, sizes[2], heads, sizes[4]], [batch, sizes[3], heads, sizes[4]],
            [batch, sizes[3], heads, sizes[5]],
        ]
        return stored.enumerated().map {
            .normal(Shape($1), dtype: dtype, from: Generator(seed: UInt64($0)))
        }
    }

    private func results(
        _ operands: [Tensor], attention: (Tensor, Tensor, Tensor) -> Tensor
    ) -> [Tensor] {
        let heads = operands.map { $0.permuted([0, 2, 1, 3]) }
        let output = attention(heads[0], heads[1], heads[2])
        return [output] + gradients(of: (output * output).sum(), withRespectTo: operands)
    }

    private func composed(_ isCausal: Bool) -> (Tensor, Tensor, Tensor) -> Tensor {
        { queries, keys, values in
            let allowed = isCausal ? causalMask(queries.shape[2]) : nil
            return matmul(attentionWeights(queries, keys, allowed: allowed), values)
        }
    }

    @Test("is that of its single operations, with all gradients", arguments: sizes)
    func values(sizes: [Int], isCausal: Bool) {
        let operands = operands(sizes)
        let expected = results(operands, attention: composed(isCausal))
        func whole(_ operands: [Tensor]) -> [Tensor] {
            results(operands) { attention($0, $1, $2, isCausal: isCausal) }
        }
        for (found, expected) in zip(whole(operands), expected) {
            expectClose(found, expected, tolerance: 1e-9)
        }
        let single = operands.map { $0.cast(to: .float32) }.map { Variable($0, name: "x").value }
        for (found, expected) in zip(compile(whole)(single), expected) {
            expectClose(found.cast(to: .float64), expected, tolerance: 1e-4)
        }
    }

    @Test(
        "compiled with its gradients, is two instructions and stores no scores",
        .enabled(if: Engine.current == .oneDNN))
    func instructions() {
        let operands = operands([2, 4, 64, 64, 16, 16], dtype: .float32)
        let step = compile { (operands: [Tensor]) in
            self.results(operands) { attention($0, $1, $2, isCausal: true) }
        }
        let lines = step.explanation(operands).lines
        #expect(lines.filter { $0.name == "attention" }.count == 1)
        #expect(lines.filter { $0.name == "attention-gradient" }.count == 1)
        #expect(!lines.contains { $0.name == "matmul" || $0.detail == "reference" }, "\(lines)")
    }

    @Test("passes NaN on to the queries that see it and to no others")
    func notANumber() {
        let operands = operands([1, 1, 4, 4, 2, 2], dtype: .float32).map { $0.permuted([0, 2, 1, 3]) }
        let isThird = (Tensor.iota([1, 1, 4, 2], axis: 2) .== 2)
        let keys = select(.nan, where: isThird, otherwise: operands[1])
        let output = attention(operands[0], keys, operands[2], isCausal: true).scalars(as: Float.self)
        #expect(output.map(\.isNaN) == [false, false, false, false, true, true, true, true])
    }

    @Test("refuses operands that do not fit")
    func mistakes() async {
        await #expect(processExitsWith: .failure) {
            _ = attention(.zeros([1, 2, 3, 4]), .zeros([1, 2, 5, 4]), .zeros([1, 2, 5, 4]), isCausal: true)
        }
        await #expect(processExitsWith: .failure) {
            _ = attention(
                .zeros([1, 2, 3, 4]), .zeros([1, 2, 5, 3]), .zeros([1, 2, 5, 4]), isCausal: false)
        }
    }
}
