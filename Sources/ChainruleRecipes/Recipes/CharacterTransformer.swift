import ChainruleModels

extension Recipe {
    static let charTransformer = Recipe(
        "char-transformer",
        summary: "A small Transformer that learns to write a text, character by character.",
        source:
            "Radford et al., \"Language models are unsupervised multitask learners\", 2019, on a small scale",
        task: CharacterModel.self,
        options: [
            RecurrentOptions.size, RecurrentOptions.layers, RecurrentOptions.heads, RecurrentOptions.dropout,
        ],
        defaults: Hyperparameters(
            epochs: 10, batchSize: 32, optimizer: .adamw, learningRate: 0.002, schedule: .oneCycle(),
            clipping: 1)
    ) { request throws(NetworkRequest.Misfit) in
        let (size, heads) = (
            request.options[RecurrentOptions.size] ?? 128, request.options[RecurrentOptions.heads] ?? 4
        )
        guard size.isMultiple(of: heads) else {
            throw NetworkRequest.Misfit(
                found: "a size of \(size)", expected: "a multiple of the number of heads, which is \(heads),")
        }
        return CharacterTransformer(
            characters: request.outputs.count, context: request.inputShape[0] - 1, size: size,
            layers: request.options[RecurrentOptions.layers] ?? 4, heads: heads,
            dropout: request.options[RecurrentOptions.dropout] ?? 0)
    }
}
