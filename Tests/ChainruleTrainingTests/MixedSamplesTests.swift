import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining
import Testing

@Suite("Training on samples that are mixed with each other")
struct MixedSamplesTests {
    @Test(
        "lowers the cross-entropy of soft targets",
        arguments: [BatchMixing.mixup(alpha: 0.4), .cutMix(alpha: 1)])
    func training(_ mixing: BatchMixing) throws {
        let digits = Glyphs.digits.trainingData(trainingCount: 60, validationCount: 20)
        let model = withRandomSeed(1) {
            Sequential {
                Flatten()
                Linear(784, 10)
            }
        }
        let trainer = Trainer(
            model, loss: { softmaxCrossEntropy($0, probabilities: $1) },
            optimizer: SGD(model, learningRate: 0.05))
        try trainer.fit(digits.training.mixed(by: mixing, classCount: 10), epochs: 8, batchSize: 20)
        let losses = trainer.history.map(\.loss)
        #expect(losses.last! < 0.9 * losses[0], "\(losses)")
        // The mixed targets are only for training.
        let labels = Trainer(
            model, loss: { softmaxCrossEntropy($0, $1) }, optimizer: SGD(model, learningRate: 0),
            metrics: [.accuracy])
        let accuracy = try labels.evaluate(on: digits.training).metrics.values["accuracy"]
        #expect(try #require(accuracy) > 0.5)
    }
}
