import Chainrule
import TestSupport
import Testing

@Suite("Convolution")
struct ConvolutionTests {
    @Test("agrees with PyTorch, and so do its gradients", arguments: ["conv1d", "conv2d", "conv3d"])
    func golden(operation: String) throws {
        let golden = try Golden("convolution")
        for name in try golden.cases(of: operation) {
            let (x, weight) = (try golden["\(name).x"], try golden["\(name).weight"])
            let output = convolution(
                x, weight, stride: try golden.perAxis("\(name).stride"),
                padding: try golden.perAxis("\(name).padding"),
                dilation: try golden.perAxis("\(name).dilation"),
                groups: try golden.integers("\(name).groups")[0])
            try golden.expectMatch(name, output, ["x": x, "weight": weight])
        }
    }

    @Test(
        "transposed agrees with PyTorch, and so do its gradients",
        arguments: ["conv_transpose1d", "conv_transpose2d", "conv_transpose3d"])
    func goldenTransposed(operation: String) throws {
        let golden = try Golden("convolution")
        for name in try golden.cases(of: operation) {
            let (x, weight) = (try golden["\(name).x"], try golden["\(name).weight"])
            let output = transposedConvolution(
                x, weight, stride: try golden.perAxis("\(name).stride"),
                padding: try golden.perAxis("\(name).padding"),
                outputPadding: try golden.perAxis("\(name).output_padding"),
                dilation: try golden.perAxis("\(name).dilation"),
                groups: try golden.integers("\(name).groups")[0])
            try golden.expectMatch(name, output, ["x": x, "weight": weight])
        }
    }

    @Test("is a sum of products along rows longer than a vector", arguments: [1, 2])
    func longRows(stride: Int) {
        let x = (0..<43).map { Double($0 * $0 % 17) }
        let weight = [1.0, -2, 3, 5]
        let count = (43 - 4) / stride + 1
        let expected = (0..<count).map { place in
            (0..<4).reduce(0) { $0 + weight[$1] * x[place * stride + $1] }
        }
        let output = convolution(
            Tensor(x, shape: [1, 1, 43]), Tensor(weight, shape: [1, 1, 4]), stride: PerAxis(stride))
        #expect(output.scalars(as: Double.self) == expected)
    }

    @Test("and its two gradients are one trilinear form, also along long rows", arguments: [1, 2])
    func trilinearForm(stride: Int) {
        let generator = Generator(seed: 3)
        func draw(_ shape: Shape) -> Tensor { .uniform(shape, in: -1..<1, dtype: .float64, from: generator) }
        let (x, weight) = (draw([2, 4, 5, 37]), draw([6, 2, 3, 3]))
        let output = convolution(x, weight, stride: PerAxis(stride), padding: 1, groups: 2)
        let upstream = draw(output.shape)
        let (dx, dweight) = gradients(of: output, withRespectTo: x, weight, upstream: upstream)
        let form = (output * upstream).sum()
        expectClose((dx * x).sum(), form)
        expectClose((dweight * weight).sum(), form)
    }

    @Test("has second derivatives that agree with differences")
    func secondDerivatives() {
        let both = Tensor.uniform([60 + 24], in: -1..<1, dtype: .float64, from: Generator(seed: 5))
        expectSecondDerivativesMatchDifferences(
            of: { both in
                let input = both[..<60].reshaped(to: [1, 4, 5, 3])
                let weight = both[60...].reshaped(to: [2, 2, 3, 2])
                let output = convolution(
                    input, weight, stride: [2, 1], padding: [1, 0], dilation: [1, 2], groups: 2)
                return (output * output * output).sum()
            }, at: both)
    }

    @Test("in float32 stays close to float64")
    func float32() {
        let generator = Generator(seed: 11)
        func results(_ x: Tensor, _ weight: Tensor, _ upstream: Tensor) -> [Tensor] {
            let output = convolution(x, weight, padding: 1)
            return [output] + gradients(of: output, withRespectTo: [x, weight], upstream: upstream)
        }
        let shapes: [Shape] = [[2, 8, 9, 21], [5, 8, 3, 3], [2, 5, 9, 21]]
        let drawn = shapes.map { Tensor.uniform($0, in: -1..<1, from: generator) }
        let wide = drawn.map { $0.cast(to: .float64) }
        let narrow = results(drawn[0], drawn[1], drawn[2])
        for (narrow, wide) in zip(narrow, results(wide[0], wide[1], wide[2])) {
            #expect(narrow.dtype == .float32)
            expectClose(narrow.cast(to: .float64), wide, tolerance: 1e-5)
        }
    }

    @Test("of an empty batch is empty, and its weight has a gradient of zeros")
    func emptyBatch() {
        let (x, weight) = (Tensor.zeros([0, 2, 5, 5]), Tensor.ones([3, 2, 3, 3]))
        let output = convolution(x, weight, padding: 1)
        #expect(output.shape == [0, 3, 5, 5])
        #expect(output.scalars(as: Float.self).isEmpty)
        let (dx, dweight) = gradients(of: output.sum(), withRespectTo: x, weight)
        #expect(dx.shape == x.shape)
        expectClose(dweight, .zeros([3, 2, 3, 3]))
    }

    @Test("of size one is a product")
    func sizeOne() {
        let output = convolution(Tensor([[[3]]]), Tensor([[[-2]]]))
        #expect(output.shape == [1, 1, 1])
        #expect(output.item() == -6)
    }

    @Test("sees padding alone as zeros")
    func paddingAlone() {
        let output = convolution(Tensor([[[3]]]), Tensor([[[2]]]), padding: 2)
        expectClose(output, Tensor([[[0, 0, 6, 0, 0]]]))
    }

    @Test("reads a transposed view like a copy of it")
    func view() {
        let x = Tensor.uniform([2, 3, 4, 5], dtype: .float64, from: Generator(seed: 1))
        let copy = Tensor(x.transposed().scalars(as: Double.self), shape: [2, 3, 5, 4])
        let weight = Tensor.uniform([2, 3, 2, 2], dtype: .float64, from: Generator(seed: 2))
        expectClose(convolution(x.transposed(), weight), convolution(copy, weight), tolerance: .exact)
    }

    @Test("takes one number for every axis or one for each")
    func perAxis() {
        let (x, weight) = (Tensor.zeros([1, 1, 8, 8]), Tensor.zeros([1, 1, 2, 2]))
        #expect(convolution(x, weight, stride: 2).shape == [1, 1, 4, 4])
        #expect(convolution(x, weight, stride: [2, 1], padding: [0, 3]).shape == [1, 1, 4, 13])
    }
}
