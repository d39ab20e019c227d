extension Doctor {
    /// A problem that the ``Doctor`` found, with evidence and advice.
    public struct Finding: Sendable, Equatable, Codable {
        public enum Severity: String, Sendable, Codable, Comparable {
            /// Worth knowing; may be intended.
            case note
            /// Likely to cost accuracy or time.
            case warning
            /// Training will fail.
            case serious

            public static func < (one: Severity, other: Severity) -> Bool { one.rank < other.rank }

            private var rank: Int { self == .note ? 0 : self == .warning ? 1 : 2 }
        }

        public enum Kind: String, Sendable, Codable, CaseIterable {
            // The data.
            case nonFiniteData = "non-finite-data"
            case outliers
            case unscaledInputs = "unscaled-inputs"
            case featureScales = "feature-scales"
            case constantTargets = "constant-targets"
            case unbalancedLabels = "unbalanced-labels"
            case absentClasses = "absent-classes"
            // The network.
            case equalWeights = "equal-weights"
            case manyParameters = "many-parameters"
            case tinyBatches = "tiny-batches"
            case randomEvaluation = "random-evaluation"
            case memorizationFailed = "memorization-failed"
            // The loss.
            case initialLoss = "initial-loss"
            case lossNotFalling = "loss-not-falling"
            case lossExploding = "loss-exploding"
            case diverged
            // The steps.
            case learningRateTooHigh = "learning-rate-too-high"
            case learningRateTooLow = "learning-rate-too-low"
            case learningRateJump = "learning-rate-jump"
            // Activations and gradients.
            case deadUnits = "dead-units"
            case saturatedUnits = "saturated-units"
            case unusedParameters = "unused-parameters"
            case vanishingGradients = "vanishing-gradients"
            case explodingGradients = "exploding-gradients"
            // Generalization.
            case overfitting
            case underfitting
        }

        public let kind: Kind
        public let severity: Severity
        /// What was observed, with numbers, and why it matters.
        public let evidence: String
        /// What to change.
        public let advice: String
        /// The updates that had been made, over all epochs; 0 before the first.
        public let step: Int
        /// The epoch, counted from 1.
        public let epoch: Int
    }
}

extension Doctor.Finding: CustomStringConvertible {
    /// One line.
    public var description: String { "\(severity.rawValue), \(place): \(evidence); \(advice)" }

    var place: String { step == 0 ? "before the first step" : "step \(step) in epoch \(epoch)" }
}

extension Doctor.Finding.Kind {
    /// In words.
    package var title: String { rawValue.replacing("-", with: " ") }

    /// The findings that explain one of this kind, which is then not reported: symptoms would only distract from the
    /// cause. A mere note explains nothing.
    var causes: Set<Doctor.Finding.Kind> {
        switch self {
        case .unscaledInputs: [.featureScales, .outliers]
        case .featureScales: [.outliers]
        case .diverged: [.nonFiniteData]
        case .initialLoss: [.unscaledInputs, .featureScales, .outliers]
        case .deadUnits, .explodingGradients: [.equalWeights]
        case .unusedParameters: [.equalWeights, .deadUnits, .constantTargets]
        case .vanishingGradients: [.equalWeights, .deadUnits, .saturatedUnits]
        case .lossExploding: [.learningRateTooHigh]
        case .learningRateTooHigh: Self.obstacles.union([.lossExploding])
        case .learningRateTooLow: Self.obstacles
        case .lossNotFalling:
            Self.obstacles.union([.learningRateTooLow, .learningRateTooHigh, .lossExploding])
        case .underfitting: Self.lossNotFalling.causes.union([.lossNotFalling, .initialLoss])
        default: []
        }
    }

    /// Problems that prevent learning at any learning rate.
    private static let obstacles: Set<Doctor.Finding.Kind> = [
        .outliers, .unscaledInputs, .featureScales, .constantTargets, .equalWeights, .deadUnits,
        .saturatedUnits, .vanishingGradients,
        .explodingGradients,
    ]
}
