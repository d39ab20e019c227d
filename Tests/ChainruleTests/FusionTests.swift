import Chainrule
import TestSupport
import Testing

@Suite("Fusion", .enabled(if: Engine.current == .oneDNN))
struct FusionTests {
    private let x = Tensor.ones([64, 32])

    @Test("makes one instruction of a chain of elementwise operations")
    func chain() {
        let function = compile { (x: Tensor) in
            var y = x
            for _ in 0..<5 { y = tanh(y * 1.5 + 0.5) }
            return y
        }
        #expect(function.explanation(x).lines.map(\.name) == ["loop"])
    }

    @Test("keeps two loops apart between which another one must run")
    func detour() {
        let (x, y) = (Tensor.uniform([16, 8], from: Generator(seed: 1)), Tensor.ones([16, 1]))
        let function = compile { (x: Tensor, y: Tensor) in
            let (rows, column) = (exp(x), exp(y))
            // The sum needs the column, which would share a loop with the product.
            return maximum(rows, column.broadcast(to: [16, 8])).sum(axes: 1, keepDims: true) * column
        }
        let expected = exp(x.cast(to: .float64)).scalars(as: Double.self)
        let e = 2.718281828459045
        let sums = (0..<16).map { row in
            expected[row * 8..<row * 8 + 8].reduce(0) { $0 + max($1, e) } * e
        }
        expectClose(
            function(x, y).cast(to: .float64), Tensor(sums, dtype: .float64).reshaped(to: [16, 1]),
            tolerance: .relative(1e-5))
    }

    @Test(
        "keeps two loops apart if the way between them goes through a loop that was joined from early and late nodes"
    )
    func lateDetour() {
        // The derivative by the number of elements takes the loss, and the derivatives by the elements share its loop.
        let errors = (Tensor.ones([64, 32]).named("x") - 0.5) * 2
        let rows = explain((errors * errors).mean()).rows
        #expect(rows[rows.count - 1].value.item() == 1)
        #expect(
            rows.first { $0.name == "x" }?.gradient?.scalars(as: Float.self).allSatisfy { $0 == 4.0 / 2048 }
                == true)
    }

    @Test("adds a bias within a matrix product; an activation follows, in place")
    func epilogue() {
        let function = compile { (x: Tensor, weight: Tensor, bias: Tensor) in relu(matmul(x, weight) + bias) }
        let lines = function.explanation(x, .ones([32, 8]), .ones([8])).lines
        #expect(lines.map(\.name) == ["matmul", "loop"])
        #expect(lines[0].detail.hasPrefix("+ bias"))
    }

    @Test("draws the mask of a dropout again and stores no mask")
    func dropout() {
        let generator = Generator(seed: 1)
        let (first, second) = (Variable(.ones([32, 32])), Variable(.ones([32, 8])))
        let step = compile { (x: Tensor) in
            let hidden = tanh(matmul(x, first.value))
            let mask = Tensor.uniform(hidden.shape, from: generator) .>= 0.5
            let loss = matmul(select(hidden * 2, where: mask, otherwise: 0), second.value).sum()
            let (a, b) = gradients(of: loss, withRespectTo: first.value, second.value)
            assign([(first, first.value - a), (second, second.value - b)])
            return loss
        }
        let lines = step.explanation(x).lines
        #expect(lines.filter { $0.detail.contains("random-uniform") }.count == 2)
        #expect(!lines.contains { $0.results.contains("bool") })
    }

    @Test("updates every parameter with momentum in one loop, in place")
    func momentum() {
        let weights = [[64, 32], [32], [32, 8]].map { Variable(.ones(Shape($0))) }
        let velocities = weights.map { Variable(.zeros($0.type.shape)) }
        let step = compile { (slopes: [Tensor]) -> [Tensor] in
            for ((weight, velocity), slope) in zip(zip(weights, velocities), slopes) {
                velocity.value = velocity.value * 0.9 + slope
                weight.value = weight.value - velocity.value * 0.1
            }
            return []
        }
        let explanation = step.explanation(weights.map { .ones($0.type.shape) })
        #expect(explanation.lines.map(\.name) == ["loop", "loop", "loop"])
        #expect(explanation.temporaryByteCount == 0)
    }

    @Test("reads an old value before it is overwritten, without a copy")
    func order() {
        let weight = Variable(.ones([64, 32]))
        let step = compile { (x: Tensor) in
            let new = weight.value + x
            let old = matmul(weight.value, weight.value.transposed()).sum()
            weight.value = new
            return old
        }
        let explanation = step.explanation(x)
        #expect(!explanation.lines.contains { $0.name == "copy" && $0.byteCount > 100 }, "\(explanation)")
        #expect(step(x).item() == 64 * 64 * 32)
        #expect(step(x).item() == 4 * 64 * 64 * 32)
    }

    @Test("normalizes a batch and its gradient in few passes over it")
    func batchNormalization() {
        let images = Tensor.uniform([8, 16, 12, 12])
        let (scale, shift) = (Variable(.ones([1, 16, 1, 1])), Variable(.zeros([1, 16, 1, 1])))
        let step = compile { (x: Tensor) -> [Tensor] in
            let distance = x - x.mean(axes: [0, 2, 3], keepDims: true)
            let variance = (distance * distance).mean(axes: [0, 2, 3], keepDims: true)
            let y = relu(distance * rsqrt(variance + 1e-5) * scale.value + shift.value)
            let slopes = gradients(of: (y * y).sum(), withRespectTo: [x, scale.value, shift.value])
            assign([(scale, scale.value - slopes[1]), (shift, shift.value - slopes[2])])
            return [slopes[0]]
        }
        let bytes = images.shape.elementCount * 4
        let passes = step.explanation(images).lines.filter { $0.byteCount >= bytes }
        // Mean and variance, the output's sums, and the gradient.
        #expect(passes.count <= 4, "\(passes.map(\.detail))")
    }

    @Test("leaves other element types to the reference")
    func doublePrecision() {
        let function = compile { (x: Tensor) in matmul(tanh(x), x.transposed()) + 1 }
        let lines = function.explanation(x.cast(to: .float64)).lines
        #expect(lines.count >= 3 && lines.allSatisfy { $0.detail == "reference" })
    }
}
