import ChainruleData
import Foundation

/// How a column of a table becomes inputs of a network, with what was fitted to the training set.
public struct ColumnEncoding: Sendable, Equatable, Codable {
    /// The name of the column.
    public let column: String
    public let kind: Kind

    public enum Kind: Sendable, Equatable, Codable {
        /// (x − mean) / deviation. A missing value counts as the mean, and if there were some in the training set, a second
        /// input is 1 where the value is missing.
        case standardized(mean: Double, deviation: Double, marksMissing: Bool)
        /// An input for each category, 1 for that of the row; all are 0 where the value is missing or was not in the
        /// training set.
        case oneHot(categories: [String])
    }

    /// A text column with more categories, or more than half as many as rows, is an identifier rather than a category.
    private static let mostCategories = 100

    /// - Returns: the encoding, or why a network can learn nothing from the column.
    static func fitted(
        to values: ColumnValues, named column: String
    ) -> (encoding: ColumnEncoding?, reasonToLeaveOut: String?) {
        if values.missingCount == values.count { return (nil, "all of its values are missing") }
        switch values {
        case .numbers(let numbers):
            let known = numbers.filter { !$0.isNaN }
            let mean = known.reduce(0, +) / Double(known.count)
            let variance = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(known.count)
            let marksMissing = known.count < numbers.count
            // A sum of equal numbers may be rounded.
            if known.allSatisfy({ $0 == known[0] }) && !marksMissing { return (nil, "it is constant") }
            let kind = Kind.standardized(
                mean: mean, deviation: variance > 0 ? variance.squareRoot() : 1, marksMissing: marksMissing)
            return (ColumnEncoding(column: column, kind: kind), nil)
        case .texts(let texts):
            let categories = Set(texts.compactMap(\.self))
            if categories.count == 1 && values.missingCount == 0 { return (nil, "it is constant") }
            if categories.count > min(mostCategories, max(2, texts.count / 2)) {
                return (nil, "it holds \(categories.count) different texts in \(texts.count) rows")
            }
            return (ColumnEncoding(column: column, kind: .oneHot(categories: categories.inClassOrder)), nil)
        }
    }

    /// Whether the column must hold numbers.
    var isNumeric: Bool { if case .standardized = kind { true } else { false } }

    /// How many inputs it makes.
    var width: Int {
        switch kind {
        case .standardized(_, _, let marksMissing): marksMissing ? 2 : 1
        case .oneHot(let categories): categories.count
        }
    }

    /// Writes the inputs of every row, `stride` numbers apart.
    func write(_ values: ColumnValues, to inputs: inout [Float], at offset: Int, stride: Int) {
        switch (kind, values) {
        case (.standardized(let mean, let deviation, let marksMissing), .numbers(let numbers)):
            for (row, number) in numbers.enumerated() {
                let place = row * stride + offset
                inputs[place] = number.isNaN ? 0 : Float((number - mean) / deviation)
                if marksMissing { inputs[place + 1] = number.isNaN ? 1 : 0 }
            }
        case (.oneHot(let categories), .texts(let texts)):
            let places = Dictionary(uniqueKeysWithValues: categories.enumerated().map { ($1, $0) })
            for (row, text) in texts.enumerated() {
                if let text, let place = places[text] { inputs[row * stride + offset + place] = 1 }
            }
        default:
            fatalError("ColumnEncoding: the values of '\(column)' are of another kind than it was fitted to")
        }
    }
}
