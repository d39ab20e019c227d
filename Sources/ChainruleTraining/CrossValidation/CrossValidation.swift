import Chainrule
import ChainruleData

/// How well a recipe does on examples that it was not trained on, for several choices of these.
public struct CrossValidation: Sendable, Equatable, Codable {
    /// One training and what it was measured on.
    public struct Fold: Sendable, Equatable, Codable {
        /// The fold's number, counted from 1.
        public let number: Int
        /// How many examples were trained on.
        public let trainingCount: Int
        /// How many examples were left out and measured on.
        public let validationCount: Int
        /// The share of the examples left out that are recognized.
        public let accuracy: Double
        /// The mean loss per example left out.
        public let loss: Double
    }

    public let folds: [Fold]

    /// The accuracies of the folds.
    public var accuracy: MeanAndDeviation { MeanAndDeviation(folds.map(\.accuracy)) }
    /// The losses of the folds.
    public var loss: MeanAndDeviation { MeanAndDeviation(folds.map(\.loss)) }
}

/// Where numbers lie and how far apart.
public struct MeanAndDeviation: Sendable, Equatable, Codable {
    public let mean: Double
    /// √(Σ(x − mean)² / (n − 1)); 0 for a single number.
    public let standardDeviation: Double

    /// - Precondition: there is at least one number.
    public init(_ numbers: [Double]) {
        require(!numbers.isEmpty, "MeanAndDeviation: no numbers were given")
        let mean = numbers.reduce(0, +) / Double(numbers.count)
        let squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        self.mean = mean
        standardDeviation = (squares / Double(max(1, numbers.count - 1))).squareRoot()
    }
}
