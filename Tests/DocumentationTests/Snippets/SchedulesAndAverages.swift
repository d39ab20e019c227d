import Chainrule
import ChainruleData
import ChainruleModels
import ChainruleNN
import ChainruleTraining

func schedulesAndAverages() throws {
    let samples = Samples(
        inputs: Tensor.normal([64, 4]), targets: Tensor((0..<64).map { $0 % 3 }, dtype: .int32))
    let validation = samples
    let model = Sequential {
        Linear(4, 8)
        ReLU()
        Linear(8, 3)
    }
    // snippet
    let inverseSquareRoot = Schedule.custom("inverse-square-root") { moment in
        1 / (1 + Double(moment.step)).squareRoot()
    }
    let trainer = Trainer(
        model, loss: softmaxCrossEntropy,
        optimizer: AdamW(
            model, learningRate: 1e-2, weightDecay: 1e-2,
            groups: [ParameterGroup("0", learningRate: 1e-3)]),
        schedule: .warmUp(epochs: 1, then: inverseSquareRoot),
        clipping: .globalNorm(1),
        averaging: .exponential(decay: 0.99))
    try trainer.fit(samples, validation: validation, epochs: 3, batchSize: 16)
    // end
    precondition(trainer.history.count == 3)
}
