import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining

func batchesAndLosses() throws {
    let inputs = Tensor.normal([65, 4])
    let labels = Tensor((0..<65).map { $0 % 3 }, dtype: .int32)
    let weights = Tensor.uniform([65])
    let model = Linear(4, 3)
    do {
        let samples = Samples(inputs: inputs, targets: labels)
        let trainer = Trainer(
            model, loss: softmaxCrossEntropy, optimizer: SGD(model, learningRate: 0.1))
        // snippet
        try trainer.fit(samples, epochs: 2, batchSize: 32, lastBatch: .merged)
        // end
        precondition(trainer.history.count == 2)
    }
    // snippet
    let weighted = Samples(inputs: inputs, targets: labels, fields: ["weight": weights])
    let trainer = Trainer(
        model, outputs: { batch in model(batch.inputs) },
        loss: { outputs, batch in
            let losses = softmaxCrossEntropy(outputs, batch.targets, reduction: .none)
            return (losses * batch["weight"]).mean()
        }, optimizer: SGD(model, learningRate: 0.1), metrics: [.accuracy])
    try trainer.fit(weighted, epochs: 2)
    // end
    precondition(trainer.history.count == 2)
}
