import ArgumentParsing
import ChainruleData
import ChainruleRecipes

extension DataCommand {
    /// `chainrule data describe`: counts, ranges, balance, and what may be wrong.
    struct Describe: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "describe", abstract: "Summarize a data set and report likely problems.",
            discussion: """
                Reads directories of IDX files, of CIFAR's binary files, or of a folder of images for each \
                class; tables (.csv, .tsv, .data, .dat), NumPy arrays (.npy, .npz) and text files (.txt), single or \
                in a directory. In a directory of several tables, the one named train is the training set and the \
                one named validation or test is the validation set. The format of a table is detected from the \
                whole file and printed; the options below override it.
                """)

        @Argument(help: ArgumentHelp("A directory or a file.", valueName: "path"))
        var path: FilePath

        @Option(
            help: ArgumentHelp(
                "For tables: the column to predict, by name or position.", valueName: "column"))
        var label: String?

        @Option(help: ArgumentHelp("For tables: the table to use as the validation set.", valueName: "file"))
        var validation: FilePath?

        @OptionGroup var table: TableOptions

        @Flag(help: "Print JSON.")
        var json = false

        func run() throws {
            let description = try PathDescription(
                path: path.path, validation: validation?.path, label: label, format: table.format)
            print(
                try json ? DescriptionReport.json(of: description) : DescriptionReport.text(of: description))
        }
    }
}
