import Chainrule
import ChainruleInterop
import ChainruleStudio
import Foundation

/// What `chainrule gradcheck --file` reports of gates.
struct GateResults {
    private let results: [Entry]

    /// A gate; the names are those of the JSON.
    private struct Entry: Encodable {
        let name: String
        let passed: Bool
        /// How many derivatives were compared, and how many of them are wrong.
        let compared: Int
        let wrong: Int
        let kinks: Int
        /// The largest error, with both derivatives.
        let worst: Worst?
        /// Why nothing could be compared.
        let problem: String?
        let text: String

        init(_ check: GateCheck) {
            let report = check.report
            (name, passed, text) = (check.name, check.passed, "\(check)")
            compared = report?.comparedCount ?? 0
            wrong = report?.failureCount ?? 0
            kinks = report?.kinks.count ?? 0
            worst = report?.worst.map(Worst.init)
            problem = check.problem ?? report?.obstacle
        }
    }

    private struct Worst: Encodable {
        let input: String
        let element: [Int]?
        let output: [Int]?
        let backward: Double
        let difference: Double
        let error: Double

        init(_ comparison: GradientReport.Comparison) {
            (element, output) = (comparison.input.element, comparison.output)
            input = comparison.input.name ?? ""
            (backward, difference) = (comparison.analytic, comparison.numeric)
            error = comparison.error
        }
    }

    init(_ checks: [GateCheck]) { results = checks.map(Entry.init) }

    var passed: Bool { results.allSatisfy(\.passed) }

    var text: String {
        let failed = results.count { !$0.passed }
        return (results.map(\.text) + ["\(results.count - failed) passed, \(failed) failed"]).joined(
            separator: "\n")
    }

    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            encoder.nonConformingFloatEncodingStrategy = .convertToString(
                positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "NaN")
            return String(decoding: try encoder.encode(results), as: UTF8.self)
        }
    }
}
