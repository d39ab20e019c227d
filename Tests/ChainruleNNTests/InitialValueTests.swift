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
        "linear": { Linear(300, 200, initial: $0).weight },
        "conv": { Conv2d(32, 64, kernel: [3, 5], initial: $0).weight },
        "embedding": { Embedding(500, 40, initial: $0).weight },
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
        #expect(Linear(2, 1, initial: .constant(0.5)).weight.value.scalars(as: Double.self) == [0.5, 0.5])
        let uniform = Linear(30, 30, initial: .uniform(in: 1..<2)).weight.value.scalars(as: Double.self)
        #expect(uniform.allSatisfy { (1..<2).contains($0) })
        let standard = Linear(100, 50).weight.value.scalars(as: Double.self)
        #expect((0.099...0.1).contains(standard.map(abs).max()!))
    }
}
