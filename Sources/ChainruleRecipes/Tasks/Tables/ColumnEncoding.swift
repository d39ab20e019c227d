import Chainrule
import ChainruleData
import Foundation

/// How a column of a table becomes inputs of a network, with what was fitted to the training set.
public struct ColumnEncoding: Sendable, Equatable, Codable {
    /// The name of the column.
    public let column: String
    public let kind: Kind

    public enum Kind: Sendable, Equatable, Codable {
        /// The standardized number. A missing value becomes 0, the mean, and if there were some in the training set, a second
        /// input is 1 where the value is missing.
        case number(Standardization, Imputation)
        /// An input for each category.
        case category(OneHotEncoding)
    }

    /// A text column with more categories, or more than half as many as rows, is an identifier rather than a category.
    private static let mostCategories = 100

    /// - Returns: the encoding, or why a network can learn nothing from the column.
    /// - Throws: `DataError` if a number is infinite.
    static func fitted(
        to values: ColumnValues, named column: String
    ) throws(DataError) -> (encoding: ColumnEncoding?, reasonToLeaveOut: String?) {
        if values.missingCount == values.count { return (nil, "all of its values are missing") }
        switch values {
        case .numbers(let numbers):
            let known = numbers.filter { !$0.isNaN }
            if known.count == numbers.count && known.allSatisfy({ $0 == known[0] }) {
                return (nil, "it is constant")
            }
            return (ColumnEncoding(column: column, kind: try number(numbers)), nil)
        case .texts(let texts):
            let encoding = OneHotEncoding(fitting: texts)
            let count = encoding.categories.count
            if count == 1 && values.missingCount == 0 { return (nil, "it is constant") }
            if count > min(mostCategories, max(2, texts.count / 2)) {
                if let stray = encoding.categories.first(where: { !isNumber($0) }),
                    encoding.categories.count(where: isNumber) * 10 >= count * 9
                {
                    return (
                        nil,
                        "it holds '\(stray)' among numbers (if it marks missing values, name it with --missing)"
                    )
                }
                return (nil, "it holds \(count) different texts in \(texts.count) rows")
            }
            return (ColumnEncoding(column: column, kind: .category(encoding)), nil)
        }
    }

    private static func isNumber(_ text: String) -> Bool { Double(text)?.isFinite == true }

    private static func number(_ numbers: [Double]) throws(DataError) -> Kind {
        let column = Tensor(numbers, shape: [numbers.count, 1])
        let standardization = try Standardization(fitting: column)
        let imputation = try Imputation(
            fitting: standardization.apply(to: column), with: .constant(0), marksMissing: true)
        return .number(standardization, imputation)
    }

    /// Whether the column must hold numbers.
    var isNumeric: Bool { if case .number = kind { true } else { false } }

    /// How many inputs it makes.
    var width: Int {
        switch kind {
        case .number(_, let imputation): 1 + imputation.markedFeatures.count
        case .category(let encoding): encoding.categories.count
        }
    }

    /// The inputs `[rows, width]`, float32.
    func inputs(_ values: ColumnValues) -> Tensor {
        switch (kind, values) {
        case (.number(let standardization, let imputation), .numbers(let numbers)):
            let column = Tensor(numbers, shape: [numbers.count, 1])
            return imputation.apply(to: standardization.apply(to: column)).cast(to: .float32)
        case (.category(let encoding), .texts(let texts)): return encoding.apply(to: texts)
        default:
            fatalError("ColumnEncoding: the values of '\(column)' are of another kind than it was fitted to")
        }
    }
}
