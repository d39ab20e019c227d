import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining
import Foundation

func trainingOfREADME() throws {
    // snippet
    let digits = Glyphs.digits.trainingData(trainingCount: 10_000, validationCount: 1_000)
    let model = Sequential {
        Flatten()
        Linear(784, 100)
        ReLU()
        Linear(100, 10)
    }
    let optimizer = SGD(model, learningRate: 0.05, momentum: 0.9)

    for epoch in 0..<5 {
        for indices in MiniBatches(count: 10_000, batchSize: 64, seed: 0, epoch: epoch) {
            let batch = digits.training.batch(indices)
            let loss = softmaxCrossEntropy(model(batch.inputs), batch.targets)
            optimizer.update(gradients(of: loss, withRespectTo: model))
        }
    }
    try model.save(to: URL(fileURLWithPath: "digits.safetensors"))  // opens in PyTorch too
    // end

    // snippet
    let trainer = Trainer(
        model, loss: softmaxCrossEntropy, optimizer: optimizer, metrics: [.accuracy, .topK(3)],
        schedule: .warmUp(epochs: 1, then: .cosine()))
    try trainer.fit(
        digits.training, validation: digits.validation, epochs: 10,
        observers: [
            ProgressBar(), Checkpoints("runs/digits/checkpoints"), TensorBoard("runs/digits"), Doctor(),
            EarlyStopping(patience: 3),
        ])
    // end

    let batch = digits.training.batch(Array(0..<64)[...])
    // snippet
    let step = compile { (images: Tensor, labels: Tensor) -> Tensor in
        let loss = softmaxCrossEntropy(model(images), labels)
        optimizer.update(gradients(of: loss, withRespectTo: model))
        return loss
    }
    // in the loop:
    let loss = step(batch.inputs, batch.targets).item()
    // end
    precondition(loss < 0.1)
}
