import ChainruleModels

/// The options that recipes of recurrent networks have in common.
enum RecurrentOptions {
    static let cell = RecipeOption<RecurrentNet.Cell>(
        "cell", valueName: "name", help: "Kind of the recurrent layers; by default lstm.")
    static let size = RecipeOption<Int>.count(
        "size", help: "Units of a recurrent layer; by default the recipe's.", in: 1...8192)
}
