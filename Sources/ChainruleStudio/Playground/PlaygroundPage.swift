import Foundation

/// A page of the playground and what makes its experiments.
///
/// Its files are `pages/playground/SLUG.html`, which holds the inside of `<main>`, `SLUG.js`, a module that calls
/// `startExperiment` of `playground.js`, and `SLUG.css`.
package struct PlaygroundPage: Sendable {
    /// Its part of the address.
    package let slug: String
    package let title: String
    /// One sentence that says what can be seen.
    package let summary: String
    /// The settings it starts with, as JSON.
    let defaults: @Sendable () throws -> Data
    /// An experiment with the settings of a JSON document.
    let begin: @Sendable (_ settings: Data) throws -> RunningExperiment

    /// All pages, in the order of the navigation.
    package static let all =
        [
            PlaygroundPage(
                "plane", "Points in the plane",
                summary:
                    "A small network learns to tell points apart, and bends the plane until a line separates them.",
                making: PlaneExperiment.init),
            PlaygroundPage(
                "ill", "Ill networks",
                summary:
                    "Trainings with a disease: diagnose them by their curves and layers before the Doctor does.",
                making: IllExperiment.init),
        ] + further

    /// - Parameters:
    ///   - slug: its part of the address.
    ///   - title: its title.
    ///   - summary: one sentence that says what can be seen.
    ///   - make: an experiment with settings; it throws ``PlaygroundError`` if there is nothing to do with them.
    package init<Experiment: PlaygroundExperiment>(
        _ slug: String, _ title: String, summary: String,
        making make: @escaping @Sendable (Experiment.Settings) throws -> Experiment
    ) {
        (self.slug, self.title, self.summary) = (slug, title, summary)
        defaults = { try PlaygroundJSON.data(Experiment.Settings()) }
        begin = { try RunningExperiment(make(PlaygroundJSON.value(Experiment.Settings.self, of: $0))) }
    }
}
