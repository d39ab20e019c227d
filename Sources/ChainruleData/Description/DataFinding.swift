import Chainrule

/// A likely problem of a data set.
public struct DataFinding: Sendable, Codable, Equatable, CustomStringConvertible {
    public enum Kind: String, Sendable, Codable {
        /// Validation examples that are also training examples: they measure memorization.
        case validationInTraining
        /// Equal examples with different targets: no model can get all of them right.
        case contradictingLabels
        /// Examples that occur before in the same part.
        case duplicates
        case missingLabels
        case missingValues
        /// Columns that are text because a few of their cells are not numbers, or validation columns with text where
        /// training has numbers.
        case mixedColumns
        /// What is there, but is not read.
        case passedOver
        /// A table that could also be read in another way.
        case uncertainFormat
        /// Classes without a single example.
        case emptyClasses
        /// A class with ten times as many examples as another.
        case unbalancedClasses
        /// Features that are the same in all training examples where they are known.
        case constantFeatures
        /// Features whose deviations differ by a factor of a hundred.
        case differentScales
        /// Grayscale images among color images, which are read as RGB.
        case mixedColors
        /// Files and folders beside the examples that are ignored.
        case ignored
    }

    public let kind: Kind
    /// The part that it is about; nil if it is about their relation.
    public let part: String?
    /// How many examples, values, classes or features it is about.
    public let count: Int
    /// One sentence for people.
    public let description: String

    init(_ kind: Kind, part: String?, count: Int, _ description: String) {
        (self.kind, self.part, self.count) = (kind, part, count)
        self.description = description.singleLine
    }
}
