import ArgumentParsing
import ChainruleData
import Foundation

extension DataCommand {
    /// `chainrule data describe`: counts, ranges, balance, and what may be wrong.
    struct Describe: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "describe", abstract: "Tell what is in a data set, and what may be wrong with it.",
            discussion: """
                Reads directories of IDX files, of CIFAR's binary files, of a folder of images for each class, \
                or of tables; and tables themselves (.csv, .tsv, .data). In a directory of several tables, the \
                one called train is learned from and the one called test is held out.
                """)

        @Argument(help: ArgumentHelp("A directory or a table.", valueName: "path"))
        var path: FilePath

        @Option(
            help: ArgumentHelp(
                "Of a table: the column to be predicted, by name or place.", valueName: "column"))
        var label: String?

        @Option(help: ArgumentHelp("Of a table: another one that is held out.", valueName: "file"))
        var heldOut: FilePath?

        @Flag(help: "Print a JSON object instead of text.")
        var json = false

        func run() throws {
            let description = try DataDescription(path: path.path, heldOut: heldOut?.path, label: label)
            guard json else {
                print(DescriptionReport.text(of: description))
                return
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            print(String(decoding: try encoder.encode(description), as: UTF8.self))
        }
    }
}
