import Chainrule
import ChainruleInterop
import Foundation

/// `2:07`.
func minutes(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded(.up))
    return "\(whole / 60):" + "\(whole % 60)".leftPadded(to: 2, with: "0")
}

/// A number with a fixed count of decimals.
func decimal(_ number: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", number) }

/// A share of a whole, drawn.
func bar(_ share: Double, width: Int = 10) -> String {
    String(repeating: "█", count: Int(share * Double(width))).rightPadded(to: width, with: "░")
}

/// The word as a shell takes it, quoted if it must be.
func shellQuoted(_ word: String) -> String {
    let isPlain = word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/._-+=:,@%".contains($0)) }
    return isPlain && !word.isEmpty ? word : "'" + word.replacingOccurrences(of: "'", with: #"'\''"#) + "'"
}

/// Rows of cells as CSV.
func csvText(_ rows: [[String]]) -> String { String(rows.map(CSVWriter.line).joined().dropLast()) }

/// A value as JSON on several lines, with its keys in alphabetical order; NaN and infinities are texts.
func jsonText(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(value), as: UTF8.self)
}
