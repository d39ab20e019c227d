import ArgumentParsing
import ChainruleData
import ChainruleRecipes

/// The format of tables, and which of their columns are read.
struct TableOptions: ParsableArguments {
    @DeclaredOptions(TableFormatOptions.all.map(\.declaredOption)) var values: [String: String]

    /// The format given by the options; what is nil is detected.
    var format: TableFormat { TableFormatOptions.format(OptionValues(values, of: TableFormatOptions.all)) }
}

extension RecipeOptionDeclaration {
    /// The option as the command line declares it.
    var declaredOption: DeclaredOption {
        DeclaredOption(
            name, help: ArgumentHelp(help, valueName: valueName), choices: choices, expected: expected
        ) { accepts($0) }
    }
}
