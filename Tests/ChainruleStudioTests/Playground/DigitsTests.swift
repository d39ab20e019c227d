import Chainrule
import ChainruleData
import ChainruleModels
import ChainruleNN
import ChainruleStudio
import Foundation
import Testing

@Suite("Playground: digits")
struct DigitsTests {
    private func reader(_ model: LeNet) -> DrawingReader {
        DrawingReader(
            model, classNames: Glyphs.digits.classNames, side: 28, inputs: (0...255).map { Float($0) / 255 },
            note: "a test")
    }

    @Test("a reading has the model's probabilities, and what each layer returned")
    func reading() {
        let model = withRandomSeed(0) { LeNet() }
        let levels = CenteredDrawing([[SIMD2(0.2, 0.2), SIMD2(0.7, 0.9)]]).levels(side: 28)
        let reading = reader(model).reading(of: levels)
        let image = Tensor(levels.map { Float($0) / 255 }, shape: [1, 1, 28, 28])
        let expected = softmax(model(image)).scalars(as: Double.self)
        #expect(zip(reading.probabilities, expected).allSatisfy { abs($0 - $1) < 1e-5 })
        #expect(reading.layers.map(\.shape) == [[20, 24, 24], [50, 8, 8], [500], [10]])
        #expect(reading.layers[0].values.values == model.conv1(image).scalars())
    }

    @Test("a network that has learned from synthetic digits recognizes drawn ones")
    func recognition() {
        let model = withRandomSeed(0) { LeNet() }
        let optimizer = SGD(model, learningRate: 0.02, momentum: 0.9)
        let step = compile { (images: Tensor, labels: Tensor) in
            let loss = softmaxCrossEntropy(model(images), labels)
            optimizer.update(gradients(of: loss, withRespectTo: model))
            return loss
        }
        let glyphs = Glyphs.digits.draw(6400)
        for first in stride(from: 0, to: 6400, by: 64) {
            let pixels = glyphs.pixels[first * 784..<(first + 64) * 784].map { Float($0) / 255 }
            _ = step(
                Tensor(pixels, shape: [64, 1, 28, 28]),
                Tensor(glyphs.labels[first..<first + 64].map { Int32($0) }))
        }
        let reader = reader(model)
        let circle = (0...24).map { index -> SIMD2<Double> in
            let angle = Double(index) / 24 * 2 * .pi
            return SIMD2(0.5 + 0.2 * sin(angle), 0.5 - 0.3 * cos(angle))
        }
        let drawings: [(Int, [[SIMD2<Double>]])] = [
            (0, [circle]), (1, [[SIMD2(0.5, 0.2), SIMD2(0.48, 0.8)]]),
        ]
        for (digit, strokes) in drawings {
            let probabilities = reader.reading(of: CenteredDrawing(strokes).levels(side: 28)).probabilities
            #expect(probabilities.indices.max { probabilities[$0] < probabilities[$1] } == digit)
        }
    }

    @Test("a page waits for its network, then answers; without ink it says nothing")
    func page() throws {
        let reader = reader(withRandomSeed(0) { LeNet() })
        let source = SharedReader { progress in
            progress("training", 0.5)
            Thread.sleep(forTimeInterval: 0.1)
            return reader
        }
        var settings = DigitsExperiment.Settings()
        let experiment = try DigitsExperiment(settings, source)
        while try experiment.advance() { #expect(try experiment.frame().reading == nil) }
        #expect(try experiment.frame().share == 1 && experiment.frame().reading == nil)
        settings.strokes = [[0.1, 0.1, 0.5, 0.9]]
        #expect(try experiment.adopt(settings))
        #expect(try experiment.frame().reading?.probabilities.count == 10)
        (settings.strokes, settings.sample) = ([], 3)
        #expect(try experiment.adopt(settings))
        #expect(try experiment.frame().reading != nil)
    }

    @Test("a network that cannot be made is a problem that the page shows, and drawings have bounds")
    func problems() throws {
        let source = SharedReader { _ in throw PlaygroundError("no data there") }
        let experiment = try DigitsExperiment(DigitsExperiment.Settings(), source)
        while try experiment.advance() {}
        #expect(throws: PlaygroundError("no data there")) { try experiment.frame() }
        var settings = DigitsExperiment.Settings()
        settings.strokes = [[0.1, 7]]
        #expect(throws: PlaygroundError.self) { try DigitsExperiment(settings, source) }
    }
}
