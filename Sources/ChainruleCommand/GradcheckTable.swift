import Chainrule
import Foundation

/// The lines that `chainrule gradcheck` prints.
struct GradcheckTable {
    let nameWidth: Int

    var header: String {
        line("primitive", ["cases", "compared", "kinks", "worst error", "of 2nd order"], "verdict")
    }

    func row(_ check: PrimitiveCheck) -> String {
        let cells = [
            "\(check.cases.count)", "\(check.comparedCount)", "\(check.kinkCount)",
            scientific(check.worstError), scientific(check.worstSecondError),
        ]
        let verdict =
            check.passed ? "passed" : check.comparedCount == 0 ? "failed: nothing compared" : "failed"
        return line(check.primitive.name, cells, verdict)
    }

    func row(exempt primitive: any Primitive.Type) -> String {
        line(primitive.name, Array(repeating: "-", count: 5), "exempt: \(primitive.exemption ?? "")")
    }

    /// What was found in the cases that failed, or in all of them.
    func cases(of check: PrimitiveCheck, all: Bool) -> [String] {
        check.cases.filter { all || !$0.passed }.flatMap { each in
            let reports = [("gradient", each.gradient), ("2nd order", each.secondGradient)]
            return ["  \(each.name)"]
                + reports.filter { all || !$0.1.passed }.map { "    \($0.0) \($0.1)" }
        }
    }

    func summary(_ checks: [PrimitiveCheck], exemptCount: Int) -> String {
        let failed = checks.filter { !$0.passed }.map { $0.primitive.name }
        let counts = "\(checks.count - failed.count) passed, \(failed.count) failed, \(exemptCount) exempt"
        return failed.isEmpty ? counts : "\(counts): \(failed.joined(separator: ", "))"
    }

    private func line(_ name: String, _ cells: [String], _ verdict: String) -> String {
        let widths = [5, 8, 5, 11, 12]
        let columns = zip(cells, widths).map { cell, width in
            String(repeating: " ", count: Swift.max(0, width - cell.count)) + cell
        }
        let name = name.padding(toLength: nameWidth, withPad: " ", startingAt: 0)
        return ([name] + columns + [verdict]).joined(separator: "  ")
    }

    private func scientific(_ number: Double) -> String { String(format: "%.1e", number) }
}
