import Chainrule
import ChainruleData
import ChainruleNN

func trainingLoop() throws {
    let samples = Samples(
        inputs: Tensor.normal([96, 4]), targets: Tensor((0..<96).map { $0 % 3 }, dtype: .int32))
    let model = Network()
    // snippet
    let optimizer = AdamW(
        model, learningRate: 1e-2, weightDecay: 1e-2,
        groups: [
            ParameterGroup("features", learningRate: 1e-3),
            ParameterGroup("head.bias", weightDecay: 0),
        ])
    let step = compile { (inputs: Tensor, labels: Tensor) -> Tensor in
        let loss = softmaxCrossEntropy(model(inputs), labels)
        optimizer.update(gradients(of: loss, withRespectTo: model).clipped(toGlobalNorm: 1))
        return loss
    }
    for epoch in 0..<3 {
        optimizer.learningRate = 1e-2 * (1 - Double(epoch) / 3)
        for indices in MiniBatches(count: samples.count, batchSize: 32, seed: 0, epoch: epoch) {
            let batch = samples.batch(indices)
            print(step(batch.inputs, batch.targets).item())
        }
    }
    // end
}

private struct Network: Layer {
    let features = Linear(4, 8), head = Linear(8, 3)
    func forward(_ input: Tensor) -> Tensor { head(relu(features(input))) }
}
