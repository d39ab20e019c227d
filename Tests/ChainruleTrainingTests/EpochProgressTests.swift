import ChainruleTraining
import Testing

@Suite struct EpochProgressTests {
    @Test("loss and accuracy are means over examples, so a smaller last batch weighs less")
    func unevenBatches() {
        var progress = EpochProgress(epoch: 0, batchCount: 2)
        #expect((progress.loss, progress.accuracy, progress.speed) == (0, 0, 0))
        progress.record(loss: 1, correct: 3, count: 3, seconds: 1)
        progress.record(loss: 5, correct: 0, count: 1, seconds: 2)
        #expect(progress.loss == 2)
        #expect(progress.accuracy == 0.75)
        #expect(progress.speed == 2)
        #expect((progress.batch, progress.examples) == (2, 4))
    }
}
