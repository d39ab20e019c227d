import ArgumentParsing
import ChainruleData

extension DataCommand {
    /// `chainrule data describe`: counts, ranges, balance, and what may be wrong.
    struct Describe: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "describe", abstract: "Tell what is in a data set, and what may be wrong with it.",
            discussion: """
                Reads directories of IDX files, of CIFAR's binary files, or of a folder of images for each \
                class; tables (.csv, .tsv, .data), arrays of NumPy (.npy, .npz) and texts (.txt), in a \
                directory or one alone. In a directory of several tables, the one called train is learned from \
                and the one called test is held out.
                """)

        @Argument(help: ArgumentHelp("A directory or a file.", valueName: "path"))
        var path: FilePath

        @Option(
            help: ArgumentHelp(
                "Of a table: the column to be predicted, by name or place.", valueName: "column"))
        var label: String?

        @Option(
            help: "Of a table: whether the first row names the columns; auto goes by its look.")
        var header: HeaderRow = .auto

        @Option(help: ArgumentHelp("Of a table: another one that is held out.", valueName: "file"))
        var validation: FilePath?

        @Flag(help: "Print a JSON object instead of text.")
        var json = false

        func run() throws {
            let description = try PathDescription(
                path: path.path, validation: validation?.path, label: label, hasHeader: header.isThere)
            print(
                try json ? DescriptionReport.json(of: description) : DescriptionReport.text(of: description))
        }
    }
}

/// Whether a table begins with the names of its columns.
enum HeaderRow: String, CaseIterable, ExpressibleByArgument {
    case yes, no, auto

    /// Nil if it is to be found out.
    var isThere: Bool? { self == .auto ? nil : self == .yes }
}
