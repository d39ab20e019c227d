import Chainrule
import ChainruleNN
import Foundation
import TestSupport
import Testing

@Suite("Initial values")
struct InitialValueTests {
    @Test("gains are those of PyTorch's table")
    func gains() throws {
        let golden = try Golden("initial_values")
        let cases: [(String, Nonlinearity)] = [
            ("linear", .linear), ("sigmoid", .sigmoid), ("tanh", .tanh), ("relu", .relu), ("selu", .selu),
            ("leaky_relu", .leakyReLU(slope: 0.2)),
        ]
        for (name, nonlinearity) in cases {
            #expect(abs(nonlinearity.gain - (try golden["gain.\(name)"].item())) < 1e-12, "\(name)")
        }
    }

    private static let layers: [String: @Sendable (InitialValues) -> Parameter] = [
        "linear": { Linear(300, 200, weights: $0).weight },
        "conv": { Conv2d(32, 64, kernel: [3, 5], weights: $0).weight },
        "embedding": { Embedding(500, 40, weights: $0).weight },
    ]

    @Test("have the deviations and bounds of PyTorch's", arguments: ["linear", "conv", "embedding"])
    func widths(layer: String) throws {
        let golden = try Golden("initial_values")
        let cases: [(String, InitialValues, isUniform: Bool)] = [
            ("he", .he, false), ("he", .he(.uniform), true),
            ("he_outputs", .he(.normal, fan: .outputs), false),
            ("xavier", .xavier, true), ("xavier", .xavier(.normal), false),
        ]
        for (name, initial, isUniform) in cases {
            let expected: Double = try golden["\(layer).\(name)"].item()
            let values = withRandomSeed(3) { Self.layers[layer]!(initial).value.scalars(as: Double.self) }
            let deviation = (values.map { $0 * $0 }.reduce(0, +) / Double(values.count)).squareRoot()
            #expect(abs(deviation / expected - 1) < 0.02, "\(name)")
            let largest = values.map(abs).max()!
            let bound = expected * 3.0.squareRoot()
            #expect(
                isUniform ? (0.99 * bound...bound * (1 + 1e-6)).contains(largest) : largest > bound * 1.5,
                "\(name)")
        }
    }

    @Test("may be a constant or a range; without a choice they are PyTorch's defaults")
    func others() {
        #expect(Linear(2, 1, weights: .constant(0.5)).weight.value.scalars(as: Double.self) == [0.5, 0.5])
        let uniform = Linear(30, 30, weights: .uniform(in: 1..<2)).weight.value.scalars(as: Double.self)
        #expect(uniform.allSatisfy { (1..<2).contains($0) })
        let standard = Linear(100, 50).weight.value.scalars(as: Double.self)
        #expect((0.099...0.1).contains(standard.map(abs).max()!))
    }

    @Test("of LeCun have the deviation 1/√fan-in")
    func leCun() {
        let (normal, uniform) = withRandomSeed(4) {
            (Linear(300, 200, weights: .leCun), Conv2d(32, 64, kernel: 3, weights: .leCun(.uniform)))
        }
        #expect(abs(deviation(normal.weight) * 300.0.squareRoot() - 1) < 0.02)
        #expect(abs(deviation(uniform.weight) * 288.0.squareRoot() - 1) < 0.02)
    }

    @Test("of a truncated normal distribution stay in the range and have its deviation")
    func truncatedNormal() {
        let layer = withRandomSeed(4) { Linear(300, 200, weights: .truncatedNormal()) }
        let values = layer.weight.value.scalars(as: Double.self)
        #expect(values.allSatisfy { (-2...2).contains($0) } && values.max()! > 1.99)
        // √(1 − 2·2·φ(2) / (2Φ(2) − 1))
        #expect(abs(deviation(layer.weight) - 0.8796) < 0.005)
        let narrow = Linear(30, 20, weights: .truncatedNormal(mean: 1, deviation: 0.1, in: 1.1...1.2))
        #expect(narrow.weight.value.scalars(as: Double.self).allSatisfy { (1.1...1.2).contains($0) })
    }

    @Test(
        "may be orthogonal: the rows or the columns of the matrix", arguments: [(40, 30), (30, 40), (25, 25)])
    func orthogonal(outputs: Int, inputs: Int) {
        let weight = withRandomSeed(4) {
            Linear(inputs, outputs, weights: .orthogonal(gain: 2), dtype: .float64).weight.value
        }
        let square =
            outputs < inputs ? matmul(weight, weight.transposed()) : matmul(weight.transposed(), weight)
        expectClose(square, 4 * .identity(min(outputs, inputs), dtype: .float64))
        let kernels = Conv2d(3, 8, kernel: 2, weights: .orthogonal()).weight.value.reshaped(to: [8, 12])
        expectClose(matmul(kernels, kernels.transposed()), .identity(8), tolerance: 1e-6)
    }

    @Test("may be the identity, as PyTorch's")
    func dirac() throws {
        let golden = try Golden("initial_values")
        let weights: [(String, Parameter)] = [
            ("conv", Conv2d(3, 5, kernel: [3, 2], weights: .dirac()).weight),
            ("groups", Conv1d(2, 6, kernel: 4, weights: .dirac(groups: 2)).weight),
            ("linear", Linear(3, 2, weights: .dirac()).weight),
        ]
        for (name, weight) in weights {
            expectClose(
                weight.value, try golden["dirac.\(name)"].cast(to: .float32), tolerance: .exact, name)
        }
        let image = Tensor.uniform([2, 3, 5, 5])
        let layer = Conv2d(3, 3, kernel: 3, padding: 1, bias: false, weights: .dirac())
        expectClose(layer(image), image, tolerance: .exact)
    }

    @Test("may be sparse: the same share of every input's connections is zero")
    func sparse() {
        let weight = withRandomSeed(4) { Linear(50, 33, weights: .sparse(0.7)).weight }
        let zeros = (weight.value .== 0).cast(to: .float32).sum(axes: 0)
        #expect(zeros.scalars(as: Double.self).allSatisfy { $0 == 24 })
        #expect(abs(deviation(weight) / (0.01 * (9.0 / 33).squareRoot()) - 1) < 0.1)
    }

    @Test("of a model are set at once, and scales are left alone")
    func ofModel() {
        let model = Sequential {
            Linear(4, 3)
            BatchNorm1d(3)
            Linear(3, 2)
        }
        let before = model.stateDictionary()
        initialize(model, weights: .constant(0.5)) { name, _ in name.hasPrefix("2") }
        #expect(model.stateDictionary()["2.weight"]!.scalars(as: Double.self).allSatisfy { $0 == 0.5 })
        expectClose(model.stateDictionary()["0.weight"]!, before["0.weight"]!, tolerance: .exact)
        initialize(model, weights: .he, biases: .zeros, from: Generator(seed: 7))
        let after = model.stateDictionary()
        for name in ["0.bias", "1.bias", "2.bias"] {
            #expect(after[name]!.scalars(as: Double.self).allSatisfy { $0 == 0 }, "\(name)")
        }
        #expect(after["1.weight"]!.scalars(as: Double.self) == [1, 1, 1])
        let again = InitialValues.he
        expectClose(
            after["0.weight"]!, Linear(4, 3, weights: again, from: Generator(seed: 7)).weight.value,
            tolerance: .exact)
    }

    @Test("refuse weights and numbers that make no sense")
    func refusals() async throws {
        let vector = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            initialize(Linear(2, 2), weights: .he, biases: .he)
        }
        #expect(try #require(vector).says("InitialValues: [2] is no weight [outputs, inputs, kernel...]"))
        let range = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = InitialValues.truncatedNormal(in: 5...6)
        }
        #expect(
            try #require(range).says(
                "truncatedNormal: next to nothing of a normal distribution with mean 0.0 and deviation 1.0 is in 5.0...6.0"
            ))
        let none = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            initialize(Linear(2, 2), weights: .he) { name, _ in name == "bias" }
        }
        #expect(
            try #require(none).says("initialize: no weight of two or more axes is included in Linear"))
    }

    /// The root of the mean square.
    private func deviation(_ parameter: Parameter) -> Double {
        let values = parameter.value.scalars(as: Double.self)
        let sum: Double = values.map { $0 * $0 }.reduce(0, +)
        return (sum / Double(values.count)).squareRoot()
    }

    @Test("bilinear kernels are those of the paper's code, for even and odd sizes, on the diagonal alone")
    func bilinear() {
        let even = ConvTranspose2d(2, 3, kernel: [4, 2], stride: 2, weights: .bilinear).weight.value
        let column: [Float] = [0.25, 0.75, 0.75, 0.25]
        let kernel = column.flatMap { [$0 * 0.5, $0 * 0.5] }
        let zeros = [Float](repeating: 0, count: 8)
        #expect(
            even.scalars(as: Float.self)
                == [kernel, zeros, zeros, zeros, kernel, zeros].flatMap(\.self))
        let odd = ConvTranspose1d(1, 1, kernel: 5, stride: 3, weights: .bilinear).weight.value
        let thirds: [Float] = [1, 2, 3, 2, 1].map { $0 / 3 }
        #expect(zip(odd.scalars(as: Float.self), thirds).allSatisfy { abs($0 - $1) < 1e-7 })
    }
}
