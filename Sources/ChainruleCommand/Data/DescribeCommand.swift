import ArgumentParsing
import ChainruleData

extension DataCommand {
    /// `chainrule data describe`: counts, ranges, balance, and what may be wrong.
    struct Describe: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "describe", abstract: "Summarize a data set and report likely problems.",
            discussion: """
                Reads directories of IDX files, of CIFAR's binary files, or of a folder of images for each \
                class; tables (.csv, .tsv, .data), NumPy arrays (.npy, .npz) and text files (.txt), single or in a \
                directory. In a directory of several tables, the one named train is the training set and the one \
                named test is the validation set.
                """)

        @Argument(help: ArgumentHelp("A directory or a file.", valueName: "path"))
        var path: FilePath

        @Option(
            help: ArgumentHelp(
                "For tables: the column to predict, by name or position.", valueName: "column"))
        var label: String?

        @Option(
            help: "For tables: whether the first row holds the column names; auto detects it.")
        var header: HeaderRow = .auto

        @Option(help: ArgumentHelp("For tables: the table to use as the validation set.", valueName: "file"))
        var validation: FilePath?

        @Flag(help: "Print JSON.")
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
