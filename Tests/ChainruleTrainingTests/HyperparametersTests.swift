import ChainruleTraining
import Testing

@Suite struct HyperparametersTests {
    @Test("the learning rate falls evenly from the one chosen to zero")
    func schedule() {
        let chosen = Hyperparameters(epochs: 4, batchSize: 1, learningRate: 0.5)
        #expect([0, 0.25, 0.5, 1].map(chosen.learningRate(after:)) == [0.5, 0.375, 0.25, 0])
    }
}
