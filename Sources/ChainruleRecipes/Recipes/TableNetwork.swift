import ChainruleModels

extension Recipe {
    private static let hidden = RecipeOption.sizes(
        "hidden",
        help:
            "For the recipe table: units of the hidden layers, as in 64,64, which is the default; 0 for none.",
        allowsNone: true)

    static let table = Recipe(
        "table", summary: "Predicts a column of a table: two hidden layers of 64 ReLU units.",
        source:
            "Gorishniy, Rubachev, Khrulkov and Babenko, \"Revisiting deep learning models for tabular data\", 2021",
        task: TablePrediction.self, options: [hidden],
        defaults: Hyperparameters(
            epochs: 100, batchSize: 32, optimizer: .adamw, learningRate: 0.003, schedule: .linear, l2: 1e-3)
    ) { multilayerPerceptron([$0.inputCount] + ($0.options[hidden] ?? [64, 64]) + [$0.outputs.count]) }
}
