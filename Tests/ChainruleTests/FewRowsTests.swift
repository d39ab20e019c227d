import Chainrule
import TestSupport
import Testing

@Suite("Products of few rows")
struct FewRowsTests {
    private func product(_ operands: [Tensor]) -> Tensor {
        matmul(operands[0], operands[1].transposed()) + operands[2]
    }

    private func operands(rows: Int, columns: Int, depth: Int) -> [Tensor] {
        withRandomSeed(5) {
            [.normal([rows, depth]), .normal([columns, depth]), .normal([columns])].map {
                Variable($0, name: "x").value
            }
        }
    }

    @Test(
        "are those of float64",
        arguments: [(1, 1, 1), (1, 65, 500), (3, 12, 16), (7, 50, 33), (16, 130, 784)])
    func values(rows: Int, columns: Int, depth: Int) {
        let operands = operands(rows: rows, columns: columns, depth: depth)
        let result = compile(product)(operands)
        let expected = product(operands.map { $0.cast(to: .float64) })
        #expect(result.type == TensorType([rows, columns], .float32))
        expectClose(result.cast(to: .float64), expected, tolerance: 1e-5)
    }

    @Test("have rows that do not depend on what other rows there are")
    func rowsAlone() {
        let all = operands(rows: 15, columns: 40, depth: 100)
        let compiled = compile(product)
        let result = compiled(all)
        for row in 0..<15 {
            let alone = compiled([all[0][row..<row + 1]] + all[1...])
            #expect(alone.scalars(as: Float.self) == result[row].scalars(as: Float.self))
        }
    }

    @Test("read the weight where it lies", .enabled(if: Engine.current == .oneDNN))
    func kernel() {
        func explanation(rows: Int) -> String {
            compile(product).explanation(operands(rows: rows, columns: 512, depth: 512)).description
        }
        #expect(explanation(rows: 1).contains("few rows"))
        #expect(!explanation(rows: 128).contains("few rows"))
    }
}
