import Chainrule
import Foundation

/// The lines that `chainrule gradcheck` prints.
struct GradcheckTable {
    private static let title = "primitive"
    private let nameWidth: Int

    init(of primitives: [any Primitive.Type]) {
        nameWidth = primitives.reduce(Self.title.count) { Swift.max($0, $1.name.count) }
    }

    var header: String {
        line(Self.title, ["cases", "compared", "kinks", "max error", "2nd order"], "result")
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

    /// What was found in the first cases that failed, or in all cases.
    func cases(of check: PrimitiveCheck, all: Bool) -> [String] {
        if all { return check.cases.flatMap { lines(of: $0) { _ in true } } }
        let failed = check.cases.filter { !$0.passed }
        let shown = failed.prefix(3)
        let rest = failed.count - shown.count
        return shown.flatMap { lines(of: $0) { !$0.passed } }
            + (rest > 0 ? ["  and \(rest) more cases, which --verbose shows"] : [])
    }

    private func lines(of each: PrimitiveCheck.Case, where isShown: (GradientReport) -> Bool) -> [String] {
        let reports = [("gradient", each.gradient), ("2nd order", each.secondGradient)]
        return ["  \(each.name)"] + reports.filter { isShown($0.1) }.map { "    \($0.0) \($0.1)" }
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
