import Chainrule
import ChainruleData
import ChainruleRecipes
import ChainruleTraining
import Foundation

/// The report of a run: a page, complete in itself, of curves with the Doctor's findings, of what the model does well and badly,
/// of the activations and gradients of its layers, and of how the run was made.
///
/// ```swift
/// let report = RunReport(RunDirectory("runs/lenet"))
/// try report.complete()          // draws the graph and evaluates the model, if that has not been done
/// try report.write()             // to runs/lenet/report.html
/// ```
///
/// It shows the directory as it is at the moment of the call, so it may be made at any time of a training; ``ReportWriter`` does
/// that after every epoch.
public struct RunReport: Sendable {
    public let directory: RunDirectory

    /// The report of the run in a directory, which is read when the page is made.
    public init(_ directory: RunDirectory) { self.directory = directory }

    /// The page as the run is now: one text without references to other files or to the network.
    ///
    /// - Throws: `DataError` if there is no run in the directory, or a file of it is damaged.
    public func html() throws(DataError) -> String { try page().html }

    /// What stands in the body of the page, for a server that replaces it while the run goes on.
    ///
    /// - Throws: `DataError` as ``html()``.
    public func body() throws(DataError) -> String { try page().body }

    /// Writes the page to a file, which is replaced atomically.
    ///
    /// - Parameter url: the file; by default `report.html` in the run's directory.
    /// - Throws: `DataError` if there is no run in the directory, a file of it is damaged, or the page cannot be written.
    public func write(to url: URL? = nil) throws(DataError) {
        let html = try html()
        let url = url ?? directory.report
        do { try writeAtomically(to: url) { try $0.write(contentsOf: Data(html.utf8)) } } catch {
            throw .unwritable(path: url.path, reason: oneLine(error))
        }
    }

    private func page() throws(DataError) -> ReportPage {
        let state = try RunState(directory)
        let introduction = """
            \(HTML.paragraph("\(Recipe.named(state.record.recipe)?.summary ?? state.record.recipe)"))
            <p class="muted" role="status">\(markup(state.status))</p>
            \(HTML.tiles(state.figures))
            """
        return ReportPage(
            title: state.title, introduction: introduction,
            sections: [
                CurveSection(state).section, FindingSection(state).section, EvaluationSection(state).section,
                SampleSection(state).section, LayerSection(state).section, ModelSection(state).section,
                MachineSection(state).section,
            ].compactMap(\.self))
    }
}
