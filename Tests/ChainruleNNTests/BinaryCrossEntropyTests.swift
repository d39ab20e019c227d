import Chainrule
import ChainruleNN
import Foundation
import TestSupport
import Testing

@Suite("Binary cross-entropy")
struct BinaryCrossEntropyTests {
    private let golden: Golden

    init() throws { golden = try Golden("binary_cross_entropy") }

    /// Compares value and gradient of a case.
    private func expectGolden(
        _ name: String, _ input: String, _ tolerance: Tolerance = 1e-12,
        _ loss: (_ outputs: Tensor, _ targets: Tensor) throws -> Tensor
    ) throws {
        let outputs = try golden["\(name).\(input)"]
        let value = try loss(outputs, golden["\(name).targets"])
        expectClose(value, try golden["\(name).value"], name)
        let gradient = gradients(of: value, withRespectTo: outputs)
        expectClose(gradient, try golden["\(name).d\(input)"], tolerance: tolerance, name)
    }

    @Test("from probabilities is PyTorch's, also where they are 0 or 1")
    func probabilities() throws {
        try expectGolden("plain", "probabilities") { binaryCrossEntropy($0, $1) }
        try expectGolden("weighted", "probabilities") {
            binaryCrossEntropy($0, $1, weight: try golden["weighted.weight"], reduction: .sum)
        }
        // PyTorch's 10⁻¹² is a float32 number also in float64: 0.999999996·10⁻¹².
        try expectGolden("sure", "probabilities", .relative(1e-8)) {
            binaryCrossEntropy($0, $1, reduction: .sum)
        }
    }

    @Test("from logits is PyTorch's, with weights, and keeps its digits in the tails")
    func logits() throws {
        try expectGolden("logits", "logits") { binaryCrossEntropyWithLogits($0, $1) }
        try expectGolden("logits_weighted", "logits") {
            binaryCrossEntropyWithLogits(
                $0, $1, weight: try golden["logits_weighted.weight"],
                positiveWeight: try golden["logits_weighted.positive"], reduction: .mean)
        }
        try expectGolden("logits_zeros", "logits", .relative(1e-12)) {
            binaryCrossEntropyWithLogits($0, $1, reduction: .sum)
        }
        // There PyTorch's sigmoid − 1 has lost all digits: the gradient at 50 is −e⁻⁵⁰ and not 0.
        try expectGolden("logits_ones", "logits", .mixed(1e-12)) {
            binaryCrossEntropyWithLogits($0, $1, reduction: .sum)
        }
        let x = Tensor([50, -50], dtype: .float64)
        let gradient = gradients(
            of: binaryCrossEntropyWithLogits(x, Tensor([1, 0], dtype: .float64), reduction: .sum),
            withRespectTo: x)
        let tail = 1.9287498479639178e-22
        expectClose(gradient, Tensor([-tail, tail], dtype: .float64), tolerance: .relative(1e-12))
    }

    @Test("has a gradient for the targets too, which may be another network's probabilities")
    func targets() {
        let probabilities = Tensor([0.25, 0.5, 0.9], dtype: .float64)
        let targets = Tensor([0.1, 0.7, 0.8], dtype: .float64)
        let loss = binaryCrossEntropy(probabilities, targets, reduction: .sum)
        // ln(1 − p) − ln p.
        let slopes = [0.25, 0.5, 0.9].map { log((1 - $0) / $0) }
        expectClose(
            gradients(of: loss, withRespectTo: targets), Tensor(slopes, dtype: .float64), tolerance: 1e-12)
    }

    @Test("from infinite logits is 0 where they are right and infinite where they are wrong")
    func infiniteLogits() {
        let logits = Tensor([Double.infinity, -Double.infinity])
        let right = binaryCrossEntropyWithLogits(logits, Tensor([1.0, 0.0] as [Double]), reduction: .none)
        #expect(right.scalars() == [0, 0] as [Float])
        #expect(gradients(of: right.sum(), withRespectTo: logits).scalars() == [0, 0] as [Float])
        let wrong = binaryCrossEntropyWithLogits(logits, Tensor([0.0, 1.0] as [Double]), reduction: .none)
        #expect(wrong.scalars() == [.infinity, .infinity] as [Float])
        let unknown = binaryCrossEntropyWithLogits(Tensor([0.5] as [Double]), Tensor([Double.nan]))
        #expect(unknown.item().isNaN)
    }

    @Test("can be passed as a loss, from probabilities and from logits")
    func asFunction() {
        let losses: [(Tensor, Tensor) -> Tensor] = [binaryCrossEntropy, binaryCrossEntropyWithLogits]
        let values = losses.map { $0(Tensor([0.5]), Tensor([1])).item() }
        #expect(abs(values[0] - 0.693147) < 1e-6 && abs(values[1] - 0.474077) < 1e-6)
    }

    @Test("targets of another shape and weights that do not fit trap")
    func misfits() async throws {
        let shape = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = binaryCrossEntropyWithLogits(Tensor.zeros([3, 1]), Tensor.zeros([3]))
        }
        #expect(
            try #require(shape).says(
                "binaryCrossEntropy: the logits are float32[3, 1] and the targets float32[3]"))
        let weight = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = binaryCrossEntropy(Tensor([0.5]), Tensor([1]), weight: Tensor.ones([2, 1]), reduction: .mean)
        }
        #expect(
            try #require(weight).says(
                "binaryCrossEntropy: weights float32[2, 1] do not broadcast to losses float32[1]"))
    }
}
