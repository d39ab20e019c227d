/// Hyperparameters and options of a recipe that one name chooses together, as in `--preset full`.
public struct Preset: Sendable {
    public let name: String
    /// What it is for, in one line.
    public let summary: String
    public let hyperparameters: Hyperparameters
    /// The recipe's own options and those of the data.
    public let options: OptionValues

    /// - Parameters:
    ///   - name: the name on the command line.
    ///   - summary: what it is for, in one line.
    ///   - hyperparameters: what is trained with.
    ///   - options: the recipe's own options and those of the data; none by default.
    public init(
        _ name: String, summary: String, hyperparameters: Hyperparameters, options: OptionValues = [:]
    ) {
        (self.name, self.summary) = (name, summary)
        (self.hyperparameters, self.options) = (hyperparameters, options)
    }

    static let option = RecipeOption<String>(
        "preset", valueName: "name",
        help: "Hyperparameters and options that go together; what else is given has precedence.",
        expected: "the name of a preset of the recipe"
    ) { $0.isEmpty ? nil : $0 }
}

extension Recipe {
    /// The preset that options name; nil if they name none, or one that the recipe does not have.
    public func preset(_ options: OptionValues) -> Preset? {
        options[Preset.option].flatMap { name in presets.first { $0.name == name } }
    }

    /// Options with those of the preset that they name, where they do not say otherwise.
    public func completed(_ options: OptionValues) -> OptionValues {
        preset(options)?.options.merged(with: options) ?? options
    }

    /// The hyperparameters of the preset that options name, or else the default ones.
    public func hyperparameters(_ options: OptionValues) -> Hyperparameters {
        preset(options)?.hyperparameters ?? defaults
    }

    /// Why a preset cannot be chosen; nil if it can, or none is.
    package func presetProblem(_ options: OptionValues) -> String? {
        guard let name = options[Preset.option], preset(options) == nil else { return nil }
        return "the recipe \(self.name) has no preset '\(name)', expected one of "
            + presets.map(\.name).joined(separator: ", ")
    }
}
