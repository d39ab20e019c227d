import Chainrule
import ChainruleNN

func fromPyTorch() {
    // snippet
    let model = Sequential {
        Linear(4, 16)
        ReLU()
        Linear(16, 3)
    }
    let optimizer = Adam(model, learningRate: 1e-2)
    let (inputs, labels) = (Tensor.normal([32, 4]), Tensor((0..<32).map { $0 % 3 }, dtype: .int32))

    for _ in 0..<100 {
        let loss = softmaxCrossEntropy(model(inputs), labels)
        optimizer.update(gradients(of: loss, withRespectTo: model))
    }
    let probabilities = evaluating { softmax(model(inputs), axis: -1) }
    // end
    precondition(probabilities.shape == [32, 3])
}
