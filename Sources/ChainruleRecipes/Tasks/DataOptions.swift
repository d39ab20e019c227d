/// The options that tasks of several kinds have in common.
enum DataOptions {
    static let data = RecipeOption<String>.path(
        "data", valueName: "path",
        help:
            "The data: MNIST's IDX files, CIFAR's binary files, or one folder of images per class, for recipes for "
            + "images; a CSV file for recipes for tables; for sentences a directory with one file of lines or one folder of "
            + "files per class, or a CSV file; a UTF-8 text for char-rnn and char-transformer.")
    static let seed = RecipeOption<UInt64>(
        "data-seed", valueName: "n",
        help:
            "Random seed of synthetic data and of splits into training and validation set; by default the run's.",
        expected: "an integer from 0 to \(UInt64.max)"
    ) { UInt64($0) }
}
