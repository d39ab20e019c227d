import ChainruleModels
import ChainruleNN

extension Recipe {
    static let charRNN = Recipe(
        "char-rnn", summary: "A recurrent network that learns to write a text, character by character.",
        source: "Karpathy, \"The unreasonable effectiveness of recurrent neural networks\", 2015",
        task: CharacterModel.self,
        options: [
            RecurrentOptions.cell, RecurrentOptions.size, RecurrentOptions.layers, RecurrentOptions.dropout,
        ],
        defaults: quick,
        presets: [
            Preset(
                "quick", summary: "Readable words within minutes; the default.", hyperparameters: quick),
            Preset(
                "full", summary: "Two layers of 512 with dropout, trained out.",
                hyperparameters: Hyperparameters(
                    epochs: 20, batchSize: 50, optimizer: .adam, learningRate: 0.002, schedule: .cosine(),
                    clipping: 5),
                options: ["size": "512", "layers": "2", "dropout": "0.5"]),
        ]
    ) { request in
        let (characters, options) = (request.outputs.count, request.options)
        let size = options[RecurrentOptions.size] ?? 256
        let layers = options[RecurrentOptions.layers] ?? 1
        let dropout = options[RecurrentOptions.dropout] ?? 0
        func network<Cell: RecurrentCell>(_ recurrent: Recurrent<Cell>) -> CharacterRNN<Cell> {
            CharacterRNN(
                characters: characters, size: size, dropout: dropout, streams: request.batchSize, recurrent)
        }
        switch options[RecurrentOptions.cell] ?? .lstm {
        case .lstm: return network(LSTM(size, size, layers: layers, dropout: dropout))
        case .gru: return network(GRU(size, size, layers: layers, dropout: dropout))
        case .rnn: return network(RNN(size, size, layers: layers, dropout: dropout))
        }
    }

    private static let quick = Hyperparameters(
        epochs: 6, batchSize: 32, optimizer: .adam, learningRate: 0.004, schedule: .cosine(), clipping: 5)
}
