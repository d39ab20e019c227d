import Chainrule
import ChainruleNN
import TestSupport
import Testing

@Suite("Losses")
struct LossTests {
    private func check(
        _ name: String, _ input: String, _ loss: (Tensor) throws -> Tensor,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let golden = try Golden("losses")
        let x = try golden["\(name).\(input)"]
        let value = try loss(x)
        expectClose(value, try golden["\(name).value"], "value", sourceLocation: sourceLocation)
        expectClose(
            gradients(of: value, withRespectTo: x), try golden["\(name).d\(input)"], "gradient",
            sourceLocation: sourceLocation)
    }

    @Test("cross-entropy is PyTorch's, at extreme logits too")
    func crossEntropy() throws {
        let labels = try Golden("losses")["cross_entropy.labels"]
        try check("cross_entropy", "logits") { softmaxCrossEntropy($0, labels) }
        try check("cross_entropy", "logits") { softmaxCrossEntropy($0, labels, reduction: .sum) * (1.0 / 6) }
        try check("cross_entropy", "logits") { softmaxCrossEntropy($0, labels, reduction: .none).mean() }
    }

    @Test("squared error is PyTorch's, as mean and as sum")
    func meanSquaredError() throws {
        let golden = try Golden("losses")
        try check("mse_mean", "prediction") { squaredError($0, try golden["mse_mean.target"]) }
        try check("mse_sum", "prediction") {
            squaredError($0, try golden["mse_sum.target"], reduction: .sum)
        }
        let kept = squaredError(Tensor([3, 5]), Tensor([1, 8]), reduction: .none)
        #expect(kept.scalars(as: Float.self) == [4, 9])
    }

    @Test("multiclass hinge is PyTorch's multi-margin loss without its division by the classes")
    func hinge() throws {
        let golden = try Golden("losses")
        let labels = try golden["multi_margin.labels"]
        try check("multi_margin_sum", "scores") { multiclassHinge($0, labels) }
        try check("multi_margin", "scores") { multiclassHinge($0, labels) / 5 }
    }

    @Test("multiclass hinge sums the wrong classes that come within the margin, example by example")
    func hingeByHand() {
        let scores = Tensor([[3.25, 5.125, -1.75], [1.25, 5, 2], [2.25, 2.5, -3]])
        let labels = Tensor([0, 1, 2], dtype: .int32)
        func losses(_ margin: Double) -> [Float] {
            multiclassHinge(scores, labels, margin: margin, reduction: .none).scalars()
        }
        #expect(losses(1) == [2.875, 0, 12.75])
        #expect(losses(4) == [5.875, 1.25, 18.75])
    }

    @Test("the L2 penalty is half the sum of squares of the parameters")
    func penalty() throws {
        let golden = try Golden("losses")
        let weight = Parameter(try golden["l2.weight"])
        let penalty = l2Penalty(of: [weight], strength: 1)
        expectClose(penalty, try golden["l2.value"])
        expectClose(gradients(of: penalty, withRespectTo: weight.value), try golden["l2.dweight"])
    }

    @Test("the L2 penalty of a module is that of its weights without the biases")
    func penaltyOfModule() {
        let layer = Linear(3, 2, dtype: .float64)
        let penalty = l2Penalty(of: layer, strength: 0.1)
        expectClose(penalty, 0.05 * (layer.weight.value * layer.weight.value).sum())
        let gradient = gradients(of: penalty, withRespectTo: layer, unused: .zeros)
        expectClose(gradient["weight"], layer.weight.value * 0.1)
        #expect(gradient["bias"].scalars(as: Double.self) == [0, 0])
    }

    @Test("a loss can be passed where a function of two tensors is wanted")
    func asFunctions() {
        let losses: [(Tensor, Tensor) -> Tensor] = [softmaxCrossEntropy, multiclassHinge]
        for loss in losses {
            #expect(loss(Tensor([[0, 9]]), Tensor([1], dtype: .int32)).item() < 1e-3)
        }
        let error: (Tensor, Tensor) -> Tensor = squaredError
        #expect(error(Tensor([1, 3]), Tensor([1, 1])).item() == 2)
    }

    @Test("a label that is no class, and a target of another shape, are refused")
    func refusals() async throws {
        let negative = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = multiclassHinge(Tensor([[1, 2], [3, 4]]), Tensor([-1, 0], dtype: .int32)).item()
        }
        #expect(
            try #require(negative).says(
                "multiclassHinge: the label -1 of example 0 is out of range for 2 classes, 0 to 1"))
        let large = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = multiclassHinge(Tensor([[1, 2], [3, 4]]), Tensor([0, 2], dtype: .int32)).item()
        }
        #expect(
            try #require(large).says(
                "multiclassHinge: the label 2 of example 1 is out of range for 2 classes, 0 to 1"))
        let label = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = softmaxCrossEntropy(Tensor([[1, 2]]), Tensor([2], dtype: .int32)).item()
        }
        #expect(try #require(label).says("the label 2 of example 0 is out of range for 2 classes, 0 to 1"))
        let shape = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = squaredError(Tensor.zeros([3]), Tensor.zeros([3, 1]))
        }
        #expect(
            try #require(shape).says(
                "squaredError: the prediction is float32[3] and the target float32[3, 1]"))
    }

    @Test("the perceptron's criterion is how far the winner is ahead of the right class")
    func perceptron() {
        let scores = Tensor([1, 4, 2, 3, 0, -1] as [Double], shape: [2, 3])
        let labels = Tensor([0, 0] as [Int32])
        #expect(perceptronCriterion(scores, labels, reduction: .none).scalars(as: Double.self) == [3, 0])
        let gradient = gradients(of: perceptronCriterion(scores, labels), withRespectTo: scores)
        #expect(gradient.scalars(as: Double.self) == [-0.5, 0.5, 0, 0, 0, 0])
    }

    @Test("least mean squares compares scores with 1 for the right class and -1 for the others")
    func widrowHoff() {
        let scores = Tensor([1, 0.5, -1, -3] as [Double], shape: [2, 2])
        let labels = Tensor([0, 0] as [Int32])
        let loss = leastMeanSquares(scores, labels)
        #expect(loss.scalars(as: Double.self) == [2.5625])
        #expect(
            gradients(of: loss, withRespectTo: scores).scalars(as: Double.self) == [0, 0.75, -1, -1])
    }
}
