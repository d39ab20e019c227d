import Chainrule
import ChainruleNN
import TestSupport
import Testing

@Suite("Gradient clipping")
struct GradientClippingTests {
    private let golden: Golden
    private let gradients: ParameterGradients

    init() throws {
        golden = try Golden("clipped_gradients")
        let names = ["first", "second"]
        let golden = golden
        gradients = ParameterGradients(
            names: names, parameters: try names.map { Parameter(try golden[$0]) },
            gradients: try names.map { try golden[$0] })
    }

    private func expectGolden(_ clipped: ParameterGradients, _ name: String) throws {
        for parameter in gradients.names {
            expectClose(clipped[parameter], try golden["\(name).\(parameter)"], name)
        }
    }

    @Test("the global norm and what it makes of large and small gradients are PyTorch's")
    func globalNorm() throws {
        expectClose(gradients.globalNorm, try golden["norm.1.norm"])
        try expectGolden(gradients.clipped(toGlobalNorm: 1), "norm.1")
        try expectGolden(gradients.clipped(toGlobalNorm: 100), "norm.100")
    }

    @Test("elements beyond a value become that value, as PyTorch's do")
    func value() throws {
        try expectGolden(gradients.clipped(toValue: 0.5), "value.0.5")
        try expectGolden(gradients.clipped(toValue: 100), "value.100")
    }

    @Test("gradients of both element types have one norm and keep their types")
    func mixedTypes() {
        let parameters = [Parameter(Tensor([0, 0])), Parameter(Tensor([0], dtype: .float64))]
        let mixed = ParameterGradients(
            names: ["a", "b"], parameters: parameters,
            gradients: [Tensor([2, 4]), Tensor([4], dtype: .float64)])
        #expect(mixed.globalNorm.item() == 6)
        let clipped = mixed.clipped(toGlobalNorm: 3)
        expectClose(clipped["a"], Tensor([1, 2]), tolerance: 1e-6)
        expectClose(clipped["b"], Tensor([2], dtype: .float64), tolerance: 1e-6)
    }

    @Test("limits that are not positive trap")
    func limits() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = ParameterGradients(names: [], parameters: [], gradients: []).clipped(toGlobalNorm: 0)
        }
        #expect(try #require(result).says("clipped: the global norm 0.0 is not positive"))
    }
}
