import Chainrule
import ChainruleModels
import ChainruleNN

extension Workload {
    static let textCNN = Workload(
        name: "text-cnn", summary: "Convolutions over sentences of 56 words, Adam.", batch: 64
    ) { batch, _ in
        let vocabulary = 18_758
        let model = TextCNN(vocabulary: vocabulary)
        return Step(
            training: model, with: Adam(model), on: Batch.indices([batch, 56], below: vocabulary),
            Batch.indices([batch], below: 2)
        ) { softmaxCrossEntropy($0, $1) }
    }
}
