import ChainruleModels

extension Recipe {
    static let captions = Recipe(
        "captions",
        summary: "Convolutions that read a drawn scene, and an LSTM that says in words what is seen.",
        source:
            "Vinyals, Toshev, Bengio and Erhan, \"Show and tell: A neural image caption generator\", 2015; attention: Xu and others, \"Show, attend and tell\", 2015; on a small scale",
        task: SceneCaptioning.self, options: [WriterOptions.attention, RecurrentOptions.size],
        defaults: Hyperparameters(
            epochs: 10, batchSize: 32, optimizer: .adam, learningRate: 0.002, schedule: .cosine())
    ) { request throws(NetworkRequest.Misfit) in
        guard case .sequence(let words, let length) = request.outputs else {
            throw NetworkRequest.Misfit(found: "no sequences of words", expected: "a task of captions")
        }
        return CaptionNetwork(
            imageShape: request.inputShape, wordCount: words.count, length: length,
            size: request.options[RecurrentOptions.size] ?? WriterOptions.usualSize,
            hasAttention: request.options[WriterOptions.attention] != AttentionKind.none)
    }
}
