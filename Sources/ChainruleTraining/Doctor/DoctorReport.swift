import Chainrule

/// Findings as a text, the most severe first.
enum DoctorReport {
    static func text(_ findings: [Doctor.Finding], steps: Int) -> String {
        let watched = "doctor: checked \(counted(steps, "step")),"
        if findings.isEmpty { return "\(watched) no problems found" }
        // Sorting is not stable; the order of discovery decides among equals.
        let ordered = findings.enumerated().sorted {
            ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset)
        }.map(\.element)
        let heading = "\(watched) \(counted(findings.count, "finding"))"
        return ([heading] + ordered.map(paragraph)).joined(separator: "\n\n")
    }

    private static func paragraph(_ finding: Doctor.Finding) -> String {
        """
        \(finding.severity.rawValue.rightPadded(to: 7))  \(finding.kind.title), \(finding.place)
          seen   \(finding.evidence)
          try    \(finding.advice)
        """
    }
}
