import ChainruleModels

extension Recipe {
    static let tagger = Recipe(
        "tagger",
        summary: "Finds the part of speech of every word of generated sentences: an LSTM in both directions.",
        source:
            "Huang, Xu and Yu, \"Bidirectional LSTM-CRF models for sequence tagging\", 2015, on a small scale",
        task: PartOfSpeechTagging.self,
        defaults: Hyperparameters(
            epochs: 6, batchSize: 32, optimizer: .adam, learningRate: 0.005, schedule: .linear)
    ) { request in
        LSTMTagger(vocabulary: request.symbolCount!, classCount: request.outputs.count)
    }
}
