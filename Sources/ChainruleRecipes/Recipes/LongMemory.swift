import ChainruleModels

extension Recipe {
    static let adding = Recipe(
        "adding", summary: "A recurrent network that adds two marked numbers of a long sequence.",
        source: "Hochreiter and Schmidhuber, \"Long short-term memory\", 1997",
        task: Adding.self, options: [RecurrentOptions.cell, RecurrentOptions.size],
        defaults: Hyperparameters(
            epochs: 15, batchSize: 20, optimizer: .adam, learningRate: 0.002, schedule: .cosine(), clipping: 1
        )
    ) { longMemoryNet($0, size: 64, answers: .lastStep) }

    static let copyMemory = Recipe(
        "copy-memory", summary: "A recurrent network that recalls ten symbols after a long pause.",
        source: "Arjovsky, Shah and Bengio, \"Unitary evolution recurrent neural networks\", 2016",
        task: CopyMemory.self, options: [RecurrentOptions.cell, RecurrentOptions.size],
        defaults: Hyperparameters(
            epochs: 60, batchSize: 20, optimizer: .adam, learningRate: 0.004, schedule: .cosine(), clipping: 1
        )
    ) { longMemoryNet($0, size: 128, answers: .everyStep) }

    /// A recurrent layer, by default of `size` units, that starts out so that it could remember all of a sequence.
    private static func longMemoryNet(
        _ request: NetworkRequest, size: Int, answers: RecurrentNet.Answers
    ) -> RecurrentNet {
        RecurrentNet(
            request.options[RecurrentOptions.cell] ?? .lstm, inputs: request.inputShape[1],
            hidden: request.options[RecurrentOptions.size] ?? size, outputs: request.outputs.count,
            answers: answers, memory: max(3, request.inputShape[0]))
    }
}
