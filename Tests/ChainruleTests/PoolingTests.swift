import Chainrule
import TestSupport
import Testing

@Suite("Pooling")
struct PoolingTests {
    @Test(
        "by maximum agrees with PyTorch, and so do its gradients, ties included",
        arguments: ["max_pool1d", "max_pool2d", "max_pool3d"])
    func goldenMaximum(operation: String) throws {
        let golden = try Golden("pooling")
        for name in try golden.cases(of: operation) {
            let x = try golden["\(name).x"]
            let output = maxPool(
                x, kernel: try golden.perAxis("\(name).kernel"), stride: try golden.perAxis("\(name).stride"),
                padding: try golden.perAxis("\(name).padding"),
                dilation: try golden.perAxis("\(name).dilation"))
            try golden.expectMatch(name, output, ["x": x])
        }
    }

    @Test(
        "by mean agrees with PyTorch, and so do its gradients",
        arguments: ["avg_pool1d", "avg_pool2d", "avg_pool3d"])
    func goldenAverage(operation: String) throws {
        let golden = try Golden("pooling")
        for name in try golden.cases(of: operation) {
            let x = try golden["\(name).x"]
            let output = averagePool(
                x, kernel: try golden.perAxis("\(name).kernel"), stride: try golden.perAxis("\(name).stride"),
                padding: try golden.perAxis("\(name).padding"),
                countIncludesPadding: try golden["\(name).count_include_pad"].item() == 1)
            try golden.expectMatch(name, output, ["x": x])
        }
    }

    @Test("of everything agrees with PyTorch, and so do its gradients", arguments: 1...3)
    func goldenGlobal(axes: Int) throws {
        let golden = try Golden("pooling")
        for (name, pool) in [("max", globalMaxPool), ("avg", globalAveragePool)] {
            let x = try golden["global_\(name)_pool\(axes)d.x"]
            try golden.expectMatch("global_\(name)_pool\(axes)d", pool(x), ["x": x])
        }
    }

    @Test("puts windows side by side if no stride is given")
    func defaultStride() {
        let x = Tensor([[[1, 5, 2, 3, 9]]])
        expectClose(maxPool(x, kernel: 2), Tensor([[[5, 3]]]))
        expectClose(averagePool(x, kernel: 2), Tensor([[[3, 2.5]]]))
    }

    @Test("gives the whole gradient to the first of equal maxima")
    func ties() {
        let x = Tensor([[[[1, 2], [2, 2]]]])
        expectClose(gradients(of: maxPool(x, kernel: 2), withRespectTo: x), Tensor([[[[0, 1], [0, 0]]]]))
    }

    @Test("never takes padding for a maximum, not even of minus infinities")
    func paddingNeverWins() {
        let low = -Float.infinity
        let x = Tensor([low, low, -3], shape: [1, 1, 3])
        let output = maxPool(x, kernel: 2, stride: 1, padding: 1)
        expectClose(output, Tensor([low, low, -3, -3], shape: [1, 1, 4]))
        let gradient = gradients(of: output, withRespectTo: x, upstream: output.onesLike)
        expectClose(gradient, Tensor([[[2, 0, 2]]]))
    }

    @Test("takes NaN for the maximum wherever it stands in the window", arguments: 0..<3)
    func notANumber(place: Int) {
        var numbers: [Float] = [4, 5, 6]
        numbers[place] = .nan
        let x = Tensor(numbers, shape: [1, 1, 3])
        let output = maxPool(x, kernel: 3)
        #expect(output.item().isNaN)
        #expect(gradients(of: output, withRespectTo: x).scalars(as: Float.self)[place] == 1)
    }

    @Test("by maximum has second and third derivatives that agree with differences")
    func furtherDerivativesOfMaximum() {
        let x = Tensor.uniform([2, 2, 5, 6], in: -2..<2, dtype: .float64, from: Generator(seed: 1))
        func cubes(_ x: Tensor) -> Tensor {
            let output = maxPool(x, kernel: [3, 2], stride: [1, 2], padding: 1, dilation: [1, 2])
            return (output * output * output).sum()
        }
        func squaredGradient(_ x: Tensor) -> Tensor {
            let gradient = gradients(of: cubes(x), withRespectTo: x)
            return (gradient * gradient).sum()
        }
        expectSecondDerivativesMatchDifferences(of: cubes, at: x)
        expectSecondDerivativesMatchDifferences(of: squaredGradient, at: x)
    }

    @Test("by mean has second derivatives that agree with differences", arguments: [true, false])
    func secondDerivativesOfMean(countsPadding: Bool) {
        let x = Tensor.uniform([2, 2, 5, 6], in: -2..<2, dtype: .float64, from: Generator(seed: 1))
        expectSecondDerivativesMatchDifferences(
            of: { x in
                let output = averagePool(
                    x, kernel: [3, 2], stride: [1, 2], padding: 1, countIncludesPadding: countsPadding)
                return (output * output * output).sum()
            }, at: x)
    }

    @Test("has second derivatives that the fast engine computes", .enabled(if: Engine.current == .oneDNN))
    func compiledSecondDerivatives() {
        for rank in 3...5 {
            let x = Tensor.uniform(Shape([2, 3] + Array(repeating: 6, count: rank - 2)), in: -2..<2)
            let step = compile { (x: Tensor) in
                let first = gradients(of: (maxPool(x, kernel: 2) * x.sum()).sum(), withRespectTo: x)
                return gradients(of: (first * first).sum(), withRespectTo: x)
            }
            let explanation = step.explanation(x)
            #expect(explanation.lines.contains { $0.name == "max-pool-select" }, "\(explanation)")
            #expect(
                explanation.lines.allSatisfy { $0.name != "reference" && $0.detail != "reference" },
                "\(explanation)")
        }
    }

    @Test("in float32 stays close to float64")
    func float32() {
        let x = Tensor.uniform([2, 3, 9, 21], in: -1..<1, from: Generator(seed: 4))
        func results(_ x: Tensor) -> [Tensor] {
            [maxPool(x, kernel: 3, stride: 1), averagePool(x, kernel: 3, stride: 1, padding: 1)]
                .flatMap { [$0, gradients(of: ($0 * $0).sum(), withRespectTo: x)] }
        }
        for (narrow, wide) in zip(results(x), results(x.cast(to: .float64))) {
            #expect(narrow.dtype == .float32)
            expectClose(narrow.cast(to: .float64), wide, tolerance: 1e-5)
        }
    }

    @Test("of an empty batch is empty, and so is its gradient")
    func emptyBatch() {
        let x = Tensor.zeros([0, 2, 4, 4])
        for output in [maxPool(x, kernel: 2), averagePool(x, kernel: 2)] {
            #expect(output.shape == [0, 2, 2, 2])
            let gradient = gradients(of: output.sum(), withRespectTo: x)
            #expect(gradient.shape == x.shape)
            #expect(gradient.scalars(as: Float.self).isEmpty)
        }
    }

    @Test("of size one changes nothing")
    func sizeOne() {
        let x = Tensor([[[[7]]]])
        expectClose(maxPool(x, kernel: 1), x)
        expectClose(averagePool(x, kernel: 1), x)
    }
}
