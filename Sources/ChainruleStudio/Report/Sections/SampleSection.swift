import Chainrule

/// What a model that writes texts wrote as it was trained.
struct SampleSection {
    private let state: RunState

    init(_ state: RunState) { self.state = state }

    var section: ReportPage.Section? {
        let samples = state.directory.writtenSamples
        return ReportPage.Section(
            "samples", "Samples",
            samples.reversed().map { step, text in
                "<h3>After \(counted(step, "step"))</h3>" + HTML.preformatted(text)
            })
    }
}
