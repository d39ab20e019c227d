import Chainrule
import ChainruleData

/// The results of a cross-validation.
public struct CrossValidation: Sendable, Equatable, Codable {
    /// The result of one fold.
    public struct Fold: Sendable, Equatable, Codable {
        /// The fold's number, counted from 1.
        public let number: Int
        /// The number of training examples.
        public let trainingCount: Int
        /// The number of validation examples.
        public let validationCount: Int
        /// The metrics on the validation set, by name.
        public let metrics: [String: Double]
        /// The mean validation loss per example.
        public let loss: Double
    }

    public let folds: [Fold]

    /// The metrics of the folds by name, those that could be measured in all folds.
    public var metrics: [String: MeanAndDeviation] {
        folds[0].metrics.keys.reduce(into: [:]) { metrics, name in
            let values = folds.compactMap { $0.metrics[name] }
            if values.count == folds.count { metrics[name] = MeanAndDeviation(values) }
        }
    }
    /// The losses of the folds.
    public var loss: MeanAndDeviation { MeanAndDeviation(folds.map(\.loss)) }
}

/// The mean and the standard deviation of some numbers.
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
