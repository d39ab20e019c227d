import ChainruleModels

extension Recipe {
    static let lstmReader = Recipe(
        "lstm-reader", summary: "Classifies sentences: an LSTM that reads them in both directions.",
        source: "Graves and Schmidhuber, \"Framewise phoneme classification with bidirectional LSTM\", 2005",
        task: SentenceClassification.self,
        defaults: Hyperparameters(
            epochs: 8, batchSize: 50, optimizer: .adam, learningRate: 0.002, schedule: .linear)
    ) { request in
        LSTMReader(vocabulary: request.symbolCount!, classCount: request.outputs.count)
    }
}
