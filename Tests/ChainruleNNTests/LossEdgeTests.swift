import Chainrule
import ChainruleNN
import TestSupport
import Testing

@Suite("Losses at their edges")
struct LossEdgeTests {
    @Test("weighted cross-entropy averages over weights for labels, over examples for one-hot rows")
    func averages() {
        let logits = Tensor([[2, 0, 1], [0.5, 1.5, -1]], dtype: .float64)
        let weight = Tensor([1, 2, 4], dtype: .float64)
        let labels = Tensor([0, 2], dtype: .int32)
        let kept = softmaxCrossEntropy(logits, labels, weight: weight, reduction: .none)
        let byLabel = softmaxCrossEntropy(logits, labels, weight: weight)
        let byRow = softmaxCrossEntropy(
            logits, probabilities: labels.oneHot(3, dtype: .float64), weight: weight)
        expectClose(byLabel, kept.sum() / 5)
        expectClose(byRow, kept.sum() / 2)
    }

    @Test("the mean over ignored labels alone is NaN, and their rows have no gradient")
    func ignored() {
        let logits = Tensor([[2, 0, 1], [1e4, 1.5, -1e4]], dtype: .float64)
        let labels = Tensor([0, -100], dtype: .int32)
        let loss = softmaxCrossEntropy(logits, labels, ignoreIndex: -100)
        expectClose(loss, softmaxCrossEntropy(logits[0..<1], labels[0..<1]))
        #expect(gradients(of: loss, withRespectTo: logits)[1].scalars(as: Double.self) == [0, 0, 0])
        #expect(softmaxCrossEntropy(logits[1..<2], labels[1..<2], ignoreIndex: -100).item().isNaN)
    }

    @Test("a class of probability 0 costs nothing at a logit of −∞")
    func impossibleClass() {
        let logits = Tensor([1, -.infinity, 0] as [Double], shape: [1, 3])
        let targets = Tensor([[0.25, 0, 0.75]], dtype: .float64)
        let loss = softmaxCrossEntropy(logits, probabilities: targets)
        expectClose(
            loss,
            softmaxCrossEntropy(
                Tensor([[1, 0]], dtype: .float64), probabilities: Tensor([[0.25, 0.75]], dtype: .float64)))
        #expect(gradients(of: loss, withRespectTo: logits)[0, 1].item() == 0)
    }

    @Test("the KL divergence of 0 against the logarithm of 0 is 0")
    func zeroAgainstZero() {
        let predicted = Tensor([-.infinity, 0] as [Double], shape: [2])
        let loss = klDivergence(predicted, Tensor([0, 1], dtype: .float64))
        #expect(loss.item() == 0)
        #expect(gradients(of: loss, withRespectTo: predicted).scalars(as: Double.self) == [0, -0.5])
        let logarithms = Tensor([-.infinity, 0] as [Double], shape: [2])
        #expect(klDivergence(predicted, logarithms, targetIsLogarithm: true, reduction: .sum).item() == 0)
    }

    @Test("information gain with the identity is cross-entropy")
    func identityGain() {
        let (logits, labels) = (Tensor([[1, 2], [3, -1]]), Tensor([1, 0], dtype: .int32))
        expectClose(
            informationGain(logits, labels, gain: .identity(2)), softmaxCrossEntropy(logits, labels),
            tolerance: 1e-6)
    }

    @Test("equal embeddings have a finite gradient")
    func equalEmbeddings() {
        let a = Tensor([[1, 2]])
        let pulled = contrastive(a, a, isSimilar: Tensor([0]))
        #expect(pulled.item() == 0.5)
        #expect(gradients(of: pulled, withRespectTo: a).scalars(as: Double.self) == [0, 0])
        let zero = Tensor([[0, 0]])
        #expect(cosineEmbedding(zero, a, Tensor([1])).item() == 1)
    }

    @Test("the focal loss stays finite at extreme logits, with any gamma")
    func extremeFocal() {
        let logits = Tensor([-1e4, 1e4, -1e4, 1e4])
        let loss = focal(logits, Tensor([1, 1, 0, 0]), alpha: 0.25, gamma: 0.5, reduction: .none)
        #expect(loss.scalars(as: Double.self) == [2500, 0, 0, 7500])
        let slopes = gradients(of: loss.sum(), withRespectTo: logits)
        #expect(slopes.scalars(as: Double.self) == [-0.25, 0, 0, 0.75])
    }

    @Test("CTC of a target that is too long is infinite, without a gradient")
    func impossibleTarget() {
        let logits = Tensor.zeros([2, 1, 3])
        let (targets, length) = (Tensor([[1, 1]]).cast(to: .int32), Tensor([2], dtype: .int32))
        let loss = ctc(logSoftmax(logits), targets, inputLengths: length, targetLengths: length)
        #expect(loss.item() == .infinity)
        let slopes = gradients(of: loss, withRespectTo: logits).scalars(as: Double.self)
        #expect(slopes.allSatisfy { $0 == 0 })
        // With one symbol, in two steps: "1 1", "- 1" and "1 -" of nine outputs.
        let single = Tensor([1], dtype: .int32)
        let possible = ctc(
            logSoftmax(logits), targets, inputLengths: length, targetLengths: single, reduction: .sum)
        expectClose(exp(-possible), Tensor(1.0 / 3), tolerance: 1e-6)
    }

    @Test("reductions over the batch divide by the number of examples")
    func batchMean() {
        let (x, y) = (Tensor([[1, 2], [3, 4]]), Tensor.zeros([2, 2]))
        #expect(squaredError(x, y, reduction: .batchMean).item() == 15)
        #expect(halfSquaredError(x, y, reduction: .batchMean).item() == 7.5)
    }

    @Test("shapes and settings that do not fit are refused")
    func refusals() async throws {
        let labels = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = softmaxCrossEntropy(
                Tensor.zeros([2, 3, 4]), Tensor.zeros([2], dtype: .int32), reduction: .sum)
        }
        #expect(
            try #require(labels).says(
                "softmaxCrossEntropy: needs scores [N, classes, ...] and int32 labels [N, ...], got "
                    + "float32[2, 3, 4] and int32[2]"))
        let weight = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = softmaxCrossEntropy(
                Tensor.zeros([2, 3]), Tensor.zeros([2], dtype: .int32), weight: Tensor.ones([2]))
        }
        #expect(
            try #require(weight).says("softmaxCrossEntropy: the weight is float32[2], expected float32[3]"))
        let pairs = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = contrastive(Tensor.zeros([2, 3]), Tensor.zeros([2, 3]), isSimilar: Tensor.zeros([3]))
        }
        #expect(
            try #require(pairs).says(
                "contrastive: needs embeddings [N, size] of one type and targets [N], got float32[2, 3], "
                    + "float32[2, 3], float32[3]"))
    }
}
