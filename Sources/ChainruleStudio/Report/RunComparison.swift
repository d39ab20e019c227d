import Chainrule
import ChainruleData
import ChainruleRecipes
import ChainruleTraining
import Foundation

/// Several runs side by side: their curves over each other, what differs between them, and parallel coordinates of a search or of
/// runs with different hyperparameters.
///
/// ```swift
/// let comparison = RunComparison([RunDirectory("runs/lenet"), RunDirectory("runs/lenet-2")])
/// try comparison.write(to: URL(fileURLWithPath: "comparison.html"))
/// ```
public struct RunComparison: Sendable {
    private let directories: [RunDirectory]
    private let search: SearchDirectory?

    /// - Parameter directories: those of the runs, which are read when the page is made.
    public init(_ directories: [RunDirectory]) { (self.directories, search) = (directories, nil) }

    /// The trials of a search that have ended.
    ///
    /// - Throws: `DataError` if there is no search in the directory, or it is damaged.
    public init(of search: SearchDirectory) throws(DataError) {
        self.search = search
        directories = try search.runs()
    }

    /// The page as the runs are now: one text without references to other files or to the network.
    ///
    /// - Throws: `DataError` if there is no run in one of the directories, or a file is damaged.
    public func html() throws(DataError) -> String {
        let compared = try ComparedRuns(directories)
        let title =
            search.map { "Search \($0.url.lastPathComponent)" }
            ?? "\(counted(directories.count, "run")) compared"
        return ReportPage(
            title: title, introduction: HTML.paragraph(compared.summary),
            sections: [
                ReportPage.Section("runs", "Runs", [compared.table]),
                ReportPage.Section("curves", "Curves", [compared.curves]),
                ReportPage.Section("differences", "What differs", [compared.differences]),
                ReportPage.Section("parallel", "Hyperparameters and results", [try parallel(compared)]),
            ].compactMap(\.self)
        ).html
    }

    /// Writes the page to a file, which is replaced atomically.
    ///
    /// - Throws: `DataError` as ``html()``, or if the page cannot be written.
    public func write(to url: URL) throws(DataError) {
        let html = try html()
        do { try writeAtomically(to: url) { try $0.write(contentsOf: Data(html.utf8)) } } catch {
            throw .unwritable(path: url.path, reason: oneLine(error))
        }
    }

    private func parallel(_ compared: ComparedRuns) throws(DataError) -> String? {
        let picture: ParallelCoordinates?
        if let search {
            let trials = try search.trials()
            picture = trials.isEmpty ? nil : ParallelCoordinates(trials, of: try search.plan())
        } else {
            picture = compared.parallelCoordinates
        }
        return picture.map {
            "<div class=\"scroll parallel\" tabindex=\"0\" role=\"region\" aria-label=\"Parallel coordinates\">\($0.element)</div>"
        }
    }
}
