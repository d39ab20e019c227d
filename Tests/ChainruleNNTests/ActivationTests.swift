import Chainrule
import ChainruleNN
import TestSupport
import Testing

/// An activation function as a layer, with the name of its golden numbers.
private struct Activation: Sendable, CustomTestStringConvertible {
    let name: String
    let layer: @Sendable (DType) -> any Layer
    var testDescription: String { name }

    init(_ name: String, _ layer: @autoclosure @escaping @Sendable () -> any Layer) {
        self.init(name) { _ in layer() }
    }

    init(_ name: String, of layer: @escaping @Sendable (DType) -> any Layer) {
        self.name = name
        self.layer = layer
    }

    static let all = [
        Activation("relu6", ReLU6()), Activation("hardtanh", HardTanh()),
        Activation("hardtanh_bounds", HardTanh(minimum: -0.5, maximum: 3)),
        Activation("hardsigmoid", HardSigmoid()), Activation("hardswish", HardSwish()),
        Activation("leaky_relu", LeakyReLU()), Activation("silu", SiLU()), Activation("mish", Mish()),
        Activation("gelu", GELU()), Activation("gelu_tanh", GELU(approximate: .tanh)),
        Activation("elu", ELU()), Activation("elu_alpha", ELU(alpha: 0.7)), Activation("selu", SELU()),
        Activation("celu", CELU()), Activation("celu_alpha", CELU(alpha: 1.5)),
        Activation("softsign", Softsign()), Activation("softplus", BNLL()),
        Activation("softplus_beta", Softplus(beta: 3)), Activation("sparsemax", Sparsemax()),
        Activation("sparsemax_axis", Sparsemax(axis: 1)), Activation("softmax", Softmax()),
        Activation("log_softmax", LogSoftmax(axis: 1)), Activation("glu", GLU()),
        Activation("glu_axis", GLU(axis: 1)), Activation("maxout", Maxout(3)),
        Activation("maxout_axis", Maxout(2, axis: 1)), Activation("prelu") { PReLU(dtype: $0) },
        Activation("prelu_channels") { PReLU(6, dtype: $0) },
        Activation("prelu_rows") { PReLU(6, dtype: $0) },
    ]
}

@Suite("Activation functions")
struct ActivationTests {
    @Test("and their gradients are PyTorch's, at kinks and extreme numbers too", arguments: Activation.all)
    fileprivate func golden(activation: Activation) throws {
        try expectGolden(activation, .float64, tolerance: 1e-12)
        try expectGolden(activation, .float32, tolerance: 1e-5)
    }

    private func expectGolden(_ activation: Activation, _ dtype: DType, tolerance: Tolerance) throws {
        let golden = try Golden("activations")
        func numbers(_ part: String) throws -> Tensor {
            try golden["\(activation.name).\(part)"].cast(to: dtype)
        }
        let layer = activation.layer(dtype)
        for (name, parameter) in layer.parameters() { parameter.value = try numbers(name) }
        let x = try numbers("x")
        let output = layer(x)
        expectClose(output, try numbers("output"), tolerance: tolerance, "output")
        let inputs = [("x", x)] + layer.parameters().map { ($0.name, $0.parameter.value) }
        let upstream = try? numbers("upstream")
        let slopes = gradients(
            of: output, withRespectTo: inputs.map(\.1),
            upstream: upstream ?? .ones(output.shape, dtype: dtype))
        for ((name, _), slope) in zip(inputs, slopes) {
            expectClose(slope, try numbers("d\(name)"), tolerance: tolerance, "d\(name)")
        }
    }

    @Test("at infinities are their limits, with a finite gradient")
    func infinities() {
        let x = Tensor([-.infinity, .infinity])
        let gated: [(Tensor) -> Tensor] = [
            silu, mish, hardSwish, { gelu($0, approximate: .none) }, { gelu($0, approximate: .tanh) },
        ]
        for function in gated {
            #expect(function(x).scalars(as: Double.self) == [0, .infinity])
            #expect(gradients(of: function(x).sum(), withRespectTo: x).scalars(as: Double.self) == [0, 1])
        }
    }

    @Test("binaryStep passes the upstream gradient straight through, and NaN")
    func binaryStepValues() {
        let x = Tensor([-2, -1e-30, 0, 3])
        #expect(binaryStep(x).scalars(as: Double.self) == [0, 0, 1, 1])
        let slopes = gradients(of: (binaryStep(x) * Tensor([1, 2, 3, 4])).sum(), withRespectTo: x)
        #expect(slopes.scalars(as: Double.self) == [1, 2, 3, 4])
        #expect(binaryStep(Tensor([.nan])).item().isNaN)
    }

    @Test("RReLU draws a slope per element in training and takes the mean in evaluation")
    func randomizedSlopes() throws {
        let layer = RReLU(from: Generator(seed: 5))
        let x = Tensor.full([10_000], -1)
        let slopes = (-layer(x)).scalars(as: Double.self)
        #expect(slopes.allSatisfy { (0.125...0.3334).contains($0) })
        #expect(slopes.min()! < 0.126 && slopes.max()! > 0.332)
        let average: Double = slopes.reduce(0, +) / 10_000
        #expect(abs(average - 11.0 / 48) < 2e-3)
        #expect(layer(Tensor([2, 0])).scalars(as: Double.self) == [2, 0])
        // The gradient goes through the slopes that were drawn.
        let output = layer(x)
        expectClose(gradients(of: output.sum(), withRespectTo: x), -output)
        let points = try Golden("activations")["rrelu_evaluation.x"]
        let mean = evaluating { layer(points) }
        expectClose(mean, try Golden("activations")["rrelu_evaluation.output"])
    }

    @Test("refuse numbers and shapes that make no sense")
    func refusals() async throws {
        let channels = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = PReLU(3)(Tensor.zeros([2, 4]))
        }
        #expect(try #require(channels).says("PReLU(3): expected an input [N, 3, ...], got float32[2, 4]"))
        let pieces = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Maxout(3)(Tensor.zeros([2, 4]))
        }
        #expect(
            try #require(pieces).says("maxout(float32[2, 4]): axis -1 cannot be divided into 3 pieces each"))
        let bounds = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = HardTanh(minimum: 1, maximum: 1)
        }
        #expect(try #require(bounds).says("HardTanh: the minimum 1.0 is not below the maximum 1.0"))
    }
}
