import ChainruleTraining

/// A finding of the Doctor with its number in a report.
struct NumberedFinding {
    let number: Int
    let finding: Doctor.Finding

    /// What links lead to.
    var identifier: String { "finding-\(number)" }

    var severity: String { finding.severity.rawValue }

    /// A color in the words of CSS.
    var color: String { "var(--\(severity))" }

    /// The kind in words.
    var title: String {
        let words = finding.kind.title
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    var place: String {
        finding.step == 0 ? "before the first step" : "step \(finding.step), epoch \(finding.epoch)"
    }

    /// In a few words.
    var label: String { "Finding \(number): \(title), \(severity), \(place)" }

    /// An item of the list of findings.
    var item: String {
        """
        <li id="\(identifier)" class="\(severity)"><span class="badge" aria-hidden="true">\(number)</span>
        <div><p><b>\(markup(title))</b> <span class="muted">\(markup("\(severity), \(place)"))</span></p>
        <p>\(markup(Self.sentence(finding.evidence)))</p>
        <p><b>Try:</b> \(markup(Self.sentence(finding.advice)))</p></div></li>
        """
    }

    private static func sentence(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst() + (text.hasSuffix(".") ? "" : ".")
    }
}
