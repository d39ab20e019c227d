import Chainrule
import TestSupport
import Testing

/// The first row [1, 3] and the first column [2, 1].
private func row(_ y: Tensor) -> Tensor { y[0..<1, 0...] }
private func column(_ y: Tensor) -> Tensor { y[0..., 0..<1] }

/// Of the sum of the squares of x [2, 3] after a max-pool, with respect to x as an image.
private func gradientOfPooled(_ x: Tensor) -> Tensor {
    let image = x.reshaped(to: [1, 1, 2, 3])
    let pooled = maxPool(image, kernel: [1, 2], stride: 1)
    return gradients(of: (pooled * pooled).sum(), withRespectTo: [image])[0]
}

@Suite("A rule of simplification for what is done with all elements")
struct SimplifySumTests {
    /// Counts the operations that see all of x or y.
    private static func example(
        _ description: String, _ operations: [String: Int],
        _ expression: @escaping @Sendable (_ x: Tensor, _ y: Tensor, _ scalar: Tensor) -> Tensor
    ) -> SimplificationCase {
        SimplificationCase(description, operations, of: 6, preserves: .rounded, expression)
    }

    @Test("in a product", arguments: productExamples)
    func products(example: SimplificationCase) { example.check() }

    static let productExamples: [SimplificationCase] = [
        example("(x · row) · s", ["slice": 1, "multiply": 1, "broadcast": 1]) { x, y, s in x * row(y) * s },
        example("s · x · s", ["multiply": 1, "broadcast": 1]) { x, _, s in s * x * s },
        example("((x · s) · y) · row", ["slice": 1, "multiply": 2, "broadcast": 1]) { x, y, s in
            x * s * y * row(y)
        },
        example("(x · row) · (y · s)", ["slice": 1, "multiply": 2, "broadcast": 1]) { x, y, s in
            (x * row(y)) * (y * s)
        },
        example("(x / s) / row", ["slice": 1, "divide": 1, "broadcast": 1]) { x, y, s in x / s / row(y) },
        example("(x · row) / s", ["slice": 1, "multiply": 1, "broadcast": 1]) { x, y, s in x * row(y) / s },
        example("(x / s) · row", ["slice": 1, "multiply": 1, "broadcast": 1]) { x, y, s in x / s * row(y) },
        example("(x / s) · (y / row)", ["slice": 1, "multiply": 1, "divide": 1, "broadcast": 1]) { x, y, s in
            (x / s) * (y / row(y))
        },
        example("(x · row) · column stays", ["slice": 2, "multiply": 2, "broadcast": 2]) { x, y, _ in
            x * row(y) * column(y)
        },
        example("x · (row · column) · s", ["slice": 2, "multiply": 2, "broadcast": 2]) { x, y, s in
            x * (row(y) * column(y)) * s
        },
        example("(row / column) · s", ["slice": 2, "divide": 1, "broadcast": 2]) { _, y, s in
            row(y) / column(y) * s
        },
        example("x / (y · s) stays", ["multiply": 1, "divide": 1, "broadcast": 1]) { x, y, s in x / (y * s) },
    ]

    @Test("in a sum", arguments: sumExamples)
    func sums(example: SimplificationCase) { example.check() }

    static let sumExamples: [SimplificationCase] = [
        example("Σ over an axis of size one", [:]) { x, _, _ in
            x.reshaped(to: [2, 1, 3]).sum(axes: 1).max(axes: []).reshaped(to: [1, 2, 3]).max(axes: 0)
        },
        example("Σ Σ x", ["sum": 1]) { x, _, _ in x.sum(axes: 1).sum() },
        example("Σ −x", ["sum": 1]) { x, _, _ in (-x).sum() },
        example("Σ xᵀ", ["sum": 1]) { x, _, _ in x.transposed().sum(axes: 0) },
        example("Σ of a permutation", ["sum": 1]) { x, _, _ in
            x.reshaped(to: [2, 3, 1]).permuted([2, 1, 0]).sum(axes: [0, 1])
        },
        example("Σ over all of a reshape", ["sum": 1]) { x, _, _ in x.reshaped(to: [3, 2] as Shape).sum() },
        example("Σ over axes that a reshape keeps", ["sum": 1]) { x, _, _ in
            x.reshaped(to: [2, 1, 3]).sum(axes: [1, 2])
        },
        example("Σ over axes that a reshape mixes stays", ["reshape": 1, "sum": 1]) { x, _, _ in
            x.reshaped(to: [3, 2] as Shape).sum(axes: 0)
        },
        example("Σ of a repetition", ["broadcast": 1, "multiply": 1]) { x, _, _ in
            x.broadcast(to: [4, 2, 3]).sum(axes: 0)
        },
        example("Σ of a repeated number", [:]) { _, _, s in s.broadcast(to: [2, 3]).sum() },
        example("Σ along and across a repetition", ["slice": 1]) { _, y, _ in
            row(y).broadcast(to: [2, 3]).sum()
        },
        example("Σ across a repetition", ["slice": 1]) { _, y, _ in row(y).broadcast(to: [2, 3]).sum(axes: 1)
        },
        example("Σ x · 3", ["sum": 1]) { x, _, _ in (x * 3).sum() },
        example("Σ x · row, along columns", ["slice": 1, "sum": 1]) { x, y, _ in (x * row(y)).sum(axes: 0) },
        example("Σ x · row, along rows, stays", ["slice": 1, "broadcast": 1, "multiply": 1, "sum": 1]) {
            x, y, _ in
            (x * row(y)).sum(axes: 1)
        },
        example("Σ x · row / s", ["slice": 1, "sum": 1]) { x, y, s in (x * row(y) / s).sum(axes: 0) },
        example("Σ x / row · column", ["slice": 2, "broadcast": 1, "multiply": 1, "sum": 1]) { x, y, _ in
            (x / row(y) * column(y)).sum(axes: 0)
        },
        example("Σ of a max-pool's gradient", ["max-pool": 1, "reshape": 1]) { x, _, _ in
            gradientOfPooled(x).sum()
        },
        example(
            "Σ of a max-pool's gradient over rows alone stays",
            ["max-pool": 1, "max-pool-gradient": 1, "reshape": 1, "sum": 1]
        ) {
            x, _, _ in
            gradientOfPooled(x).sum(axes: 2)
        },
        example("Σ row · column", ["slice": 2]) { _, y, _ in (row(y) * column(y)).sum(axes: 0) },
    ]

    @Test("in a sum of distances from the mean", arguments: centeredExamples)
    func centered(example: SimplificationCase) { example.check() }

    static let centeredExamples: [SimplificationCase] = [
        example("Σ (x − mean)", [:]) { x, _, _ in (x - x.mean(axes: 0)).sum(axes: 0) },
        example("Σ (x − mean), the mean as a product", [:]) { x, _, _ in
            (x - x.sum(axes: 1, keepDims: true) * (1.0 / 3)).sum(axes: 1)
        },
        example("Σ over more axes", [:]) { x, _, s in ((x - x.mean(axes: 0)) / s).sum() },
        example("Σ over other axes stays", ["sum": 2, "broadcast": 1, "subtract": 1]) { x, _, _ in
            (x - x.mean(axes: 0)).sum(axes: 1)
        },
        example("Σ ((x − mean) · row + y)", ["sum": 1]) { x, y, _ in
            ((x - x.mean(axes: 0)) * row(y) + y).sum(axes: 0)
        },
        example("Σ (y − (x − mean) − y · y)", ["multiply": 1, "subtract": 1, "sum": 1]) { x, y, _ in
            (y - (x - x.mean()) - y * y).sum()
        },
        example("Σ ((x − mean) + (y − (x − y · y)))", ["add": 1, "multiply": 1, "subtract": 1, "sum": 1]) {
            x, y, _ in
            ((x - x.mean()) + (y - (x - y * y))).sum()
        },
        example("Σ (x − mean) · y stays", ["sum": 2, "broadcast": 1, "subtract": 1, "multiply": 1]) {
            x, y, _ in
            ((x - x.mean(axes: 0)) * y).sum(axes: 0)
        },
        example("Σ (x − 1.01 · mean) stays", ["sum": 2, "broadcast": 1, "subtract": 1]) { x, _, _ in
            (x - x.mean(axes: 0) * 1.01).sum(axes: 0)
        },
        example("Σ (x − mean of y) stays", ["sum": 2, "broadcast": 1, "subtract": 1]) { x, y, _ in
            (x - y.mean(axes: 0)).sum(axes: 0)
        },
    ]

    @Test("batch normalization reduces all elements twice forward and twice backward", arguments: [0, 1, 2])
    func batchNormalization(variant: Int) {
        func draw(_ shape: Shape, _ seed: UInt64) -> Tensor {
            Unknown.leaf(Tensor.uniform(shape, in: -1..<2, dtype: .float64, from: Generator(seed: seed)))
        }
        let (x, upstream) = (draw([8, 4, 5, 5], 1), draw([8, 4, 5, 5], 2))
        let (scale, shift) = (draw([4], 3), draw([4], 4))
        let axes: Axes = [0, 2, 3]
        let mean = x.mean(axes: axes, keepDims: true)
        let distance = x - mean
        func perChannel(_ parameter: Tensor) -> Tensor { parameter.reshaped(to: [1, 4, 1, 1]) }
        let output =
            switch variant {
            case 0:
                distance * rsqrt(x.variance(axes: axes, keepDims: true) + 1e-5) * perChannel(scale)
                    + perChannel(shift)
            case 1:
                distance / sqrt((distance * distance).mean(axes: axes, keepDims: true) + 1e-5)
                    * perChannel(scale) + perChannel(shift)
            default:
                perChannel(scale)
                    * (distance * pow((distance * distance).mean(axes: axes, keepDims: true) + 1e-5, -0.5))
                    + perChannel(shift)
            }
        let gradients = gradients(
            of: output, withRespectTo: [x, scale, shift], upstream: upstream)
        let results = simplified([output] + gradients)
        #expect(operations(in: [results[0]], of: x.shape.elementCount)["sum"] == 2)
        #expect(operations(in: results, of: x.shape.elementCount)["sum"] == 4)
        for (result, original) in zip(results, [output] + gradients) {
            expectClose(result, original, tolerance: 1e-12)
        }
    }
}
