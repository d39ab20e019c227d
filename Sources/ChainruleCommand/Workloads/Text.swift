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

extension Workload {
    static let charLSTM512 = characters("char-lstm-512", "Two LSTM layers of 512") {
        LSTM(512, 512, layers: 2)
    }
    static let charLSTM128 = characters("char-lstm-128", "Two LSTM layers of 128") {
        LSTM(128, 128, layers: 2)
    }
    static let charGRU256 = characters("char-gru-256", "Two GRU layers of 256") { GRU(256, 256, layers: 2) }

    /// A network that predicts the next of 65 characters, on pieces of 50 characters.
    private static func characters<Cell: RecurrentCell & SendableMetatype>(
        _ name: String, _ layers: String, recurrent: @escaping @Sendable () -> Recurrent<Cell>
    ) -> Workload {
        Workload(name: name, summary: "\(layers) over 50 of 65 characters, Adam.", batch: 50) { batch, _ in
            let model = CharacterNetwork(recurrent())
            return Step(
                training: model, with: Adam(model), on: Batch.indices([50, batch], below: 65),
                Batch.indices([50 * batch], below: 65)
            ) { softmaxCrossEntropy($0, $1) }
        }
    }
}

/// Scores `[T · B, 65]` of the characters behind those of a text `[T, B]`.
private struct CharacterNetwork<Cell: RecurrentCell>: Layer {
    let embedding: Embedding
    let recurrent: Recurrent<Cell>
    let fc: Linear

    init(_ recurrent: Recurrent<Cell>) {
        self.recurrent = recurrent
        let weight = recurrent.parameters()[0].parameter
        embedding = Embedding(65, weight.type.shape[1])
        fc = Linear(weight.type.shape[1], 65)
    }

    func forward(_ characters: Tensor) -> Tensor {
        let scores = fc(recurrent(embedding(characters)))
        return scores.reshaped(to: [scores.shape[0] * scores.shape[1], scores.shape[2]])
    }
}
