import Chainrule

/// Findings as a text, the gravest first.
enum DoctorReport {
    static func text(_ findings: [Finding], steps: Int) -> String {
        let watched = "doctor: watched \(steps) step\(steps == 1 ? "" : "s") and found"
        if findings.isEmpty { return "\(watched) nothing to object to" }
        // Sorting is not stable; the order of discovery decides among equals.
        let ordered = findings.enumerated().sorted {
            ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset)
        }.map(\.element)
        let heading = "\(watched) \(findings.count) thing\(findings.count == 1 ? "" : "s")"
        return ([heading] + ordered.map(paragraph)).joined(separator: "\n\n")
    }

    private static func paragraph(_ finding: Finding) -> String {
        """
        \(finding.severity.rawValue.rightPadded(to: 7))  \(finding.kind.title), \(finding.place)
          seen   \(finding.evidence)
          try    \(finding.advice)
        """
    }
}
