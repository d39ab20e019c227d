import ChainruleModels

extension Recipe {
    /// The controllers of a Neural Turing Machine, by their names.
    private enum Controller: String, CaseIterable {
        case lstm
        case feedForward = "feed-forward"

        var kind: NTMCell.Controller { self == .lstm ? .lstm : .feedForward }
    }

    private static let controller = RecipeOption<Controller>(
        "controller", valueName: "name", help: "For the recipe ntm: the controller; by default lstm.")
    private static let rows = RecipeOption<Int>.count(
        "rows", help: "For the recipe ntm: rows of the memory; by default 128.", in: 1...10_000)

    static let ntm = Recipe(
        "ntm", summary: "A Neural Turing Machine that learns to copy and to recall sequences of bits.",
        source: "Graves, Wayne and Danihelka, \"Neural Turing machines\", 2014",
        task: BitCopying.self, options: [controller, RecurrentOptions.heads, rows],
        defaults: Hyperparameters(
            epochs: 16, batchSize: 16, optimizer: .adam, learningRate: 0.002, clipping: 10)
    ) { request in
        let count = request.options[RecurrentOptions.heads] ?? 1
        let cell = NTMCell(
            request.inputShape[1], controller: (request.options[controller] ?? .lstm).kind,
            readers: count, writers: count, rows: request.options[rows] ?? 128)
        return NeuralTuringMachine(cell, outputs: request.outputs.count)
    }
}
