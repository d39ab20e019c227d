import Chainrule
import TestSupport
import Testing

@Suite("Products of one row")
struct MatrixVectorTests {
    private func product(_ operands: [Tensor]) -> Tensor {
        matmul(operands[0], operands[1].transposed()) + operands[2]
    }

    private func operands(rows: Int = 1, columns: Int, depth: Int) -> [Tensor] {
        withRandomSeed(5) {
            [.normal([rows, depth]), .normal([columns, depth]), .normal([columns])].map {
                Variable($0, name: "x").value
            }
        }
    }

    @Test("are those of float64", arguments: [(1, 1), (3, 17), (65, 500), (12, 16), (2050, 512)])
    func values(columns: Int, depth: Int) {
        let operands = operands(columns: columns, depth: depth)
        let result = compile(product)(operands)
        #expect(result.type == TensorType([1, columns], .float32))
        expectClose(
            result.cast(to: .float64), product(operands.map { $0.cast(to: .float64) }), tolerance: 1e-4)
    }

    @Test("read the weight where it lies", .enabled(if: Engine.current == .oneDNN))
    func kernel() {
        func explanation(rows: Int) -> String {
            compile(product).explanation(operands(rows: rows, columns: 512, depth: 512)).description
        }
        #expect(explanation(rows: 1).contains("one row"))
        #expect(!explanation(rows: 2).contains("one row"))
    }
}
