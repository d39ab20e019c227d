import ArgumentParsing
import ChainruleData
import ChainruleRecipes
import ChainruleStudio
import Foundation

/// `chainrule report`: the report of a run, or several runs side by side, as a page.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write the report of a run, or of several runs side by side.",
        discussion: """
            The report is one file that needs no network: curves with the Doctor's findings, evaluation, samples, what goes on \
            within the layers, model, machine and command. Every training writes its own; this one is made anew from the run's \
            directory. Several runs, or the trials of a search, the folds of a cross-validation or the members of an ensemble, are laid \
            over each other, with a table of what differs and parallel coordinates. Examples:

              chainrule report runs/lenet
              chainrule report runs/lenet runs/lenet-2 --out comparison.html
              chainrule report searches/lenet
            """)

    @Argument(
        help: ArgumentHelp(
            "Output directory of `chainrule train`, or of search, cross-validate or ensemble.",
            valueName: "run"))
    var directories: [DirectoryPath]

    @Option(
        help: ArgumentHelp(
            "File to write; by default report.html in the directory of the run or search, comparison.html here for several.",
            valueName: "file"))
    var out: FilePath?

    mutating func validate() throws {
        if let out, URL(fileURLWithPath: out.path).pathExtension.lowercased() != "html" {
            throw ValidationError("--out: found the file name '\(out.path)', expected one that ends in .html")
        }
    }

    mutating func run() throws {
        let url = out.map { URL(fileURLWithPath: $0.path) }
        let first = directories[0].path
        if directories.count == 1 && SearchDirectory(first).isBegun {
            let search = SearchDirectory(first)
            return try write(RunComparison(of: search), to: url ?? search.report)
        }
        let runs = try directories.flatMap { try Self.runs(in: $0.path) }
        if directories.count == 1 && runs.count == 1 { return try writeReport(of: runs[0], to: url) }
        try write(RunComparison(runs), to: url ?? URL(fileURLWithPath: "comparison.html"))
    }

    /// The run in a directory, the trials of a search, the folds of a cross-validation or the members of an ensemble.
    private static func runs(in path: String) throws -> [RunDirectory] {
        let search = SearchDirectory(path)
        if search.isBegun { return try search.runs() }
        let folds = CrossValidationDirectory(path).folds
        return folds.isEmpty ? try EnsembleDirectory(path).members() ?? [RunDirectory(path)] : folds
    }

    private func writeReport(of directory: RunDirectory, to url: URL?) throws {
        let report = RunReport(directory)
        for problem in try report.complete() { print("warning  \(problem)") }
        try report.write(to: url)
        print("written to \((url ?? directory.report).relativePath)")
    }

    private func write(_ comparison: RunComparison, to url: URL) throws {
        try comparison.write(to: url)
        print("written to \(url.relativePath)")
    }
}
