import ChainruleModels

/// The options that recipes of networks for sequences have in common.
enum RecurrentOptions {
    static let cell = RecipeOption<RecurrentNet.Cell>(
        "cell", valueName: "name", help: "Kind of the recurrent layers; by default lstm.")
    static let size = RecipeOption<Int>.count(
        "size", help: "Units of a recurrent layer; by default the recipe's.", in: 1...8192)
    static let layers = RecipeOption<Int>.count(
        "layers", help: "For char-rnn and char-transformer: number of layers; by default the recipe's.",
        in: 1...64)
    static let dropout = RecipeOption<Double>(
        "dropout", valueName: "x",
        help:
            "For char-rnn and char-transformer: probability of dropping an output of a layer; by default 0.",
        expected: "a number from 0 up to but excluding 1"
    ) { text in Double(text).flatMap { (0..<1).contains($0) ? $0 : nil } }
    static let heads = RecipeOption<Int>.count(
        "heads",
        help:
            "For ntm: the heads that read, and those that write, by default 1 each; for char-transformer: heads of "
            + "attention, by default 4.",
        in: 1...16)
}
