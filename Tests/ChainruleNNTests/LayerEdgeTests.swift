import Chainrule
import ChainruleNN
import TestSupport
import Testing

@Suite("Layers at the edges")
struct LayerEdgeTests {
    @Test(
        "a transposed convolution starts out uniform in ±1/√n, n being its output's channels per group times taps"
    )
    func transposedFanIn() {
        let layer = ConvTranspose2d(64, 8, kernel: 5, groups: 2, from: Generator(seed: 1))
        let bound = 1 / (4 * 25.0).squareRoot()
        #expect(layer.weight.type.shape == [64, 4, 5, 5] && layer.bias!.type.shape == [8])
        for values in [layer.weight.value, layer.bias!.value] {
            let largest = abs(values).max().item()
            #expect(largest <= bound && largest > 0.7 * bound)
        }
    }

    @Test("Bilinear starts out uniform in ±1/√n, n being the size of its first input")
    func bilinearFanIn() {
        let layer = Bilinear(16, 100, 30, from: Generator(seed: 1))
        for values in [layer.weight.value, layer.bias!.value] {
            let largest = abs(values).max().item()
            #expect(largest <= 0.25 && largest > 0.22)
        }
    }

    @Test("an output padding must be below the stride or the dilation")
    func outputPadding() async {
        let trap1 = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = ConvTranspose2d(1, 1, kernel: 3, stride: 2, outputPadding: 2)(Tensor.zeros([1, 1, 4, 4]))
        }
        #expect(trap1?.says("has 2 for axis 2; it must not be negative and must be less than 2") == true)
        let dilated = ConvTranspose1d(1, 1, kernel: 2, outputPadding: 2, dilation: 3)
        #expect(dilated(Tensor.zeros([1, 1, 4])).shape == [1, 1, 9])
    }

    @Test("a layer says which shapes it expected")
    func messages() async {
        let trap2 = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = ConvTranspose2d(3, 8, kernel: 3)(Tensor.zeros([2, 4, 5, 5]))
        }
        #expect(
            trap2?.says(
                "ConvTranspose2d(3 → 8, 3×3): expected an input [N, 3, H, W], got float32[2, 4, 5, 5]")
                == true)
        let trap3 = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = GroupNorm(groups: 2, 6)(Tensor.zeros([2, 4]))
        }
        #expect(
            trap3?.says("GroupNorm(2 groups of 6): expected an input [N, 6, spatial...], got float32[2, 4]")
                == true)
        let trap4 = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Unflatten(1, [3, 2])(Tensor.zeros([2, 5]))
        }
        #expect(
            trap4?.says("Unflatten(axis 1, 3×2): expected axis 1 to be split into 3×2, got float32[2, 5]")
                == true)
        let trap5 = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Bilinear(3, 4, 2)(Tensor.zeros([5, 3]), Tensor.zeros([6, 4]))
        }
        #expect(
            trap5?.says("Bilinear(3, 4 → 2): expected the second input to be [5, 4], got float32[6, 4]")
                == true)
        let trap6 = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Crop(2)(Tensor.zeros([1, 1, 3]))
        }
        #expect(
            trap6?.says("Crop: expected axis 2 to have at least 4 elements, got float32[1, 1, 3]") == true)
        let trap7 = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Residual { Linear(4, 3) }(Tensor.zeros([2, 4]))
        }
        #expect(
            trap7?.says("the body makes float32[2, 3] of float32[2, 4], but there is no shortcut") == true)
    }

    @Test(
        "InstanceNorm of a single element per channel traps, as in PyTorch, and not where it needs no variance"
    )
    func singleElement() async {
        let trap8 = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = InstanceNorm2d(3)(Tensor.zeros([2, 3, 1, 1]))
        }
        #expect(
            trap8?.says(
                "InstanceNorm2d(3): expected more than one element per channel and example, got float32[2, 3, 1, 1]"
            ) == true)
        let tracked = InstanceNorm2d(3, tracksStatistics: true)
        #expect(evaluating { tracked(Tensor.zeros([2, 3, 1, 1])) }.shape == [2, 3, 1, 1])
    }

    @Test("one group is a LayerNorm over everything, and a group per channel an InstanceNorm")
    func groups() {
        let x = Tensor.normal([2, 4, 3, 5], dtype: .float64, from: Generator(seed: 1))
        expectClose(
            GroupNorm(groups: 1, 4, dtype: .float64)(x), LayerNorm([4, 3, 5], affine: false)(x))
        expectClose(GroupNorm(groups: 4, 4, dtype: .float64)(x), InstanceNorm2d(4)(x))
    }

    @Test("upsampling one element with corners aligned repeats it, and to one element takes the first")
    func alignedCorners() {
        let one = Upsample(size: 3, mode: .linear, alignCorners: true)
        #expect(one(Tensor([[[7]]])).scalars(as: Double.self) == [7, 7, 7])
        let first = Upsample(size: 1, mode: .linear, alignCorners: true)
        #expect(first(Tensor([[[7, 8, 9]]])).scalars(as: Double.self) == [7])
    }

    @Test("nearest neighbors keep infinities and NaN in their place")
    func nearestIsExact() {
        let x = Tensor([1, .infinity, 3] as [Double]).reshaped(to: [1, 1, 3])
        #expect(Upsample(scale: 2)(x).scalars(as: Double.self) == [1, 1, .infinity, .infinity, 3, 3])
        #expect(Upsample(size: 4)(x).scalars(as: Double.self) == [1, 1, .infinity, 3])
    }

    @Test("the row of a padding index starts at zero and gets no gradient, whatever is learned")
    func paddingIndex() {
        let layer = Embedding(5, 3, paddingIndex: -1)
        #expect(layer.weight.value[4].scalars(as: Double.self) == [0, 0, 0])
        let optimizer = SGD(layer, learningRate: 1)
        let loss = (layer(Tensor([4, 1, 4], dtype: .int32)) - 1).sum()
        optimizer.update(gradients(of: loss, withRespectTo: layer))
        #expect(layer.weight.value[4].scalars(as: Double.self) == [0, 0, 0])
        #expect(withoutValues { Embedding(5, 3, paddingIndex: 0) }.parameterCount == 15)
    }

    @Test("bags whose offsets leave out indices trap, and bags without indices are zeros")
    func offsets() async {
        let trap9 = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            evaluate([EmbeddingBag(3, 2)(Tensor([0, 1], dtype: .int32), offsets: Tensor([1], dtype: .int32))])
        }
        #expect(
            trap9?.says("EmbeddingBag(3 × 2), whose first offset must be 0: the index -1 at place 0") == true)
        let end = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let layer = EmbeddingBag(3, 2, includesLastOffset: true)
            evaluate([layer(Tensor([0, 1, 2], dtype: .int32), offsets: Tensor([0, 2], dtype: .int32))])
        }
        #expect(end?.says("whose last the number of indices: the index 1 at place 2") == true)
        for mode in [EmbeddingBag.Mode.sum, .mean, .max] {
            let layer = EmbeddingBag(3, 2, mode: mode)
            #expect(layer(Tensor.zeros([2, 0], dtype: .int32)).scalars(as: Double.self) == [0, 0, 0, 0])
            let empty = layer(Tensor.zeros([0], dtype: .int32), offsets: Tensor([0, 0], dtype: .int32))
            #expect(empty.scalars(as: Double.self) == [0, 0, 0, 0])
        }
    }
}
