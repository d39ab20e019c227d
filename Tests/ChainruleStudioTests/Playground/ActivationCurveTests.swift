import ChainruleStudio
import Testing

@Suite("Playground page: activation functions")
struct ActivationCurveTests {
    private func curve(_ activation: ActivationChoice, mean: Double = 0, deviation: Double = 1) throws
        -> ActivationCurve
    {
        var settings = ActivationCurve.Settings()
        (settings.activation, settings.mean, settings.deviation) = (activation, mean, deviation)
        return try ActivationCurve(settings)
    }

    @Test("the derivative is that of the function, wherever it has one", arguments: ActivationChoice.allCases)
    func derivative(_ activation: ActivationChoice) throws {
        let curve = try curve(activation)
        let step = curve.x[1] - curve.x[0]
        for index in 1..<curve.x.count - 1 {
            let slope = (curve.values[index + 1] - curve.values[index - 1]) / (2 * step)
            // The plot has kinks and, for the step, a jump at −1, 0 and 1.
            if [-1, 0, 1].contains(where: { abs(curve.x[index] - $0) < 1.5 * step }) { continue }
            #expect(abs(slope - curve.derivatives[index]) < 1e-3)
        }
    }

    @Test("half of centered inputs die in a ReLU, nearly all that lie far below zero, none in a leaky ReLU")
    func dead() throws {
        #expect(abs(try curve(.relu).deadShare - 0.5) < 0.02)
        #expect(try curve(.relu, mean: -4).deadShare > 0.99)
        #expect(try curve(.leakyReLU, mean: -4).deadShare == 0)
        #expect(try curve(.step).deadShare == 1)
    }

    @Test("large inputs saturate a sigmoid, whose derivative is a quarter at most")
    func saturated() throws {
        let small = try curve(.sigmoid)
        #expect(small.flatShare == 0 && small.meanSlope < 0.25 && small.outputMean > 0.45)
        #expect(try curve(.sigmoid, deviation: 10).flatShare > 0.6)
        #expect(abs(try curve(.tanh).outputMean) < 0.02)
    }

    @Test("histograms count every number once")
    func histograms() throws {
        let curve = try curve(.tanh)
        let count = curve.outputs.counts.reduce(0, +)
        #expect(count > 1000 && curve.inputs.counts.reduce(0, +) == count)
        #expect(curve.slopes.counts.reduce(0, +) == count)
    }

    @Test("settings out of bounds are refused with the name of their control")
    func bounds() {
        var settings = ActivationCurve.Settings()
        settings.deviation = .nan
        #expect {
            try ActivationCurve(settings)
        } throws: {
            ($0 as? PlaygroundError)?.setting == "deviation"
        }
    }
}
