import Chainrule
import TestSupport
import Testing

/// A product whose result only one loop reads is computed in that loop's instruction, if it is large.
@Suite("A product and the loop that reads it", .enabled(if: Engine.current == .oneDNN))
struct JoinedProductTests {
    private struct Step {
        let a: Variable, b: Variable
        var x: Tensor, y: Tensor, square: Tensor
        var product: Tensor { matmul(x, y) }

        init(_ dtype: DType) {
            let generator = Generator(seed: 4)
            func draw(_ shape: Shape) -> Tensor {
                Tensor.uniform(shape, in: -1..<1, from: generator).cast(to: dtype)
            }
            (a, b) = (Variable(draw([600, 400])), Variable(draw([600, 400])))
            (x, y, square) = (draw([600, 24]), draw([24, 400]), draw([400, 400]))
        }
    }

    /// Runs an update twice, compiled in float32, and compares the variables with those of float64.
    private func check(
        joined count: Int, sourceLocation: SourceLocation = #_sourceLocation,
        _ update: @escaping (Step) -> Void
    ) {
        let (found, expected) = (Step(.float32), Step(.float64))
        let function = compile { (x: Tensor, y: Tensor, square: Tensor) -> [Tensor] in
            var step = found
            (step.x, step.y, step.square) = (x, y, square)
            update(step)
            return []
        }
        let lines = function.explanation(found.x, found.y, found.square).lines
        #expect(
            lines.filter { $0.name == "matmul+loop" }.count == count, "\(lines.map(\.name))",
            sourceLocation: sourceLocation)
        for _ in 0..<2 {
            _ = function(found.x, found.y, found.square)
            update(expected)
        }
        for (variable, reference) in [(found.a, expected.a), (found.b, expected.b)] {
            expectClose(
                variable.value.cast(to: .float64), reference.value, tolerance: 1e-5,
                sourceLocation: sourceLocation)
        }
    }

    @Test("are one instruction in an update with momentum")
    func momentum() {
        check(joined: 1) { step in
            step.b.value = step.b.value * 0.9 + step.product
            step.a.value = step.a.value - step.b.value * 0.1
        }
    }

    @Test("are one instruction in an update that reads the gradient twice, as Adam's does")
    func adam() {
        check(joined: 1) { step in
            let slope = step.product
            step.b.value = abs(step.b.value) * 0.99 + slope * slope * 0.01
            step.a.value = step.a.value - slope / (sqrt(step.b.value) + 1)
        }
    }

    @Test("are one instruction where a bias comes between, or the result lies column by column")
    func layouts() {
        check(joined: 1) { $0.a.value = tanh($0.product + $0.y[0]) }
        check(joined: 1) { step in
            step.a.value =
                step.a.value - matmul(step.y.permuted([1, 0]), step.x.permuted([1, 0])).permuted([1, 0])
        }
    }

    @Test("stay apart where a few rows are better cut along their columns")
    func fewRows() {
        let function = compile { (x: Tensor, y: Tensor) in tanh(matmul(x, y)) }
        let lines = function.explanation(.ones([128, 200]), .ones([200, 1000])).lines
        #expect(lines.map(\.name) == ["matmul", "loop"])
    }

    @Test("are one instruction for one of two products only")
    func twoProducts() {
        check(joined: 1) { $0.a.value = $0.a.value - $0.product * tanh(matmul($0.x, $0.y * 2)) }
    }

    @Test("stay apart where the loop overwrites what the product reads")
    func overwrittenOperand() {
        check(joined: 0) { $0.a.value = $0.a.value - matmul($0.a.value, $0.square) * 0.1 }
    }

    @Test("stay apart where something else wants the result: a norm to clip by, a sum, a part of it")
    func otherReaders() {
        check(joined: 0) { step in
            let slope = step.product
            step.a.value = step.a.value - slope / sqrt((slope * slope).sum())
        }
        check(joined: 0) { $0.b.value = $0.b.value * $0.product.mean(axes: 0, keepDims: true) }
        check(joined: 0) { step in
            step.b.value = concatenate([step.product[0..<300] * 2, step.b.value[0..<300]])
        }
    }
}
