import ChainruleStudio
import Testing

@Suite("Playground page: initialization")
struct DeepSignalTests {
    private func signal(
        _ activation: ActivationChoice, _ rule: DeepSignal.Rule, deviation: Double = 0.05, width: Int = 128
    ) throws -> DeepSignal {
        var settings = DeepSignal.Settings()
        (settings.activation, settings.rule, settings.deviation) = (activation, rule, deviation)
        settings.width = width
        return try DeepSignal(settings)
    }

    @Test("small weights let the signal and the gradients fade, large ones saturate tanh")
    func fixed() throws {
        let small = try signal(.tanh, .fixed, deviation: 0.01)
        #expect(small.layers.count == 10)
        #expect(small.layers[9].activations.deviation < 1e-6 * small.layers[0].activations.deviation)
        #expect(small.layers[0].gradients.deviation < 1e-6 * small.layers[9].gradients.deviation)
        #expect(abs(small.weightDeviation - 0.01) < 0.001)
        let large = try signal(.tanh, .fixed, deviation: 1)
        #expect(large.layers[9].flatShare > 0.6)
    }

    @Test("He's weights keep the size of a ReLU's activations and gradients, Xavier's let it halve")
    func relu() throws {
        let he = try signal(.relu, .he)
        let ratio = he.layers[9].activations.deviation / he.layers[0].activations.deviation
        #expect((0.5...2).contains(ratio))
        #expect((0.5...2).contains(he.layers[0].gradients.deviation / he.layers[9].gradients.deviation))
        let xavier = try signal(.relu, .xavier)
        #expect(xavier.layers[9].activations.deviation < 0.1 * xavier.layers[0].activations.deviation)
        // A ReLU stops the gradients of half of its units.
        #expect(abs(he.layers[4].flatShare - 0.5) < 0.1)
    }

    @Test("the same seed draws the same weights, and too many units are refused")
    func settings() throws {
        #expect(
            try signal(.tanh, .xavier).layers[3].activations.histogram.counts
                == signal(.tanh, .xavier).layers[3].activations.histogram.counts)
        #expect(throws: PlaygroundError.self) { try signal(.tanh, .he, width: 100_000) }
    }
}
