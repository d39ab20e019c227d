import Foundation

/// A number with three significant digits.
func brief(_ number: Double) -> String { String(format: "%.3g", number) }

/// A share of a whole in whole per cent.
func wholePercent(_ share: Double) -> String { String(format: "%.0f %%", 100 * share) }

/// The first few of many words.
func listed(_ words: [String], atMost count: Int = 3) -> String {
    let rest = words.count - count
    return words.prefix(count).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
}
