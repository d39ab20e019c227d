/// What the Doctor has found.
struct FindingSection {
    private let state: RunState

    init(_ state: RunState) { self.state = state }

    var section: ReportPage.Section? {
        // A run without a Doctor has nothing to tell, and not that all is well.
        guard state.dynamics != nil, !state.record.hyperparameters.schedule.isRangeTest else { return nil }
        let items = state.findings.map(\.item).joined(separator: "\n")
        return ReportPage.Section(
            "findings", "Findings of the Doctor",
            [
                items.isEmpty
                    ? HTML.paragraph("No problems found.") : "<ol class=\"findings\">\(items)</ol>"
            ])
    }
}
