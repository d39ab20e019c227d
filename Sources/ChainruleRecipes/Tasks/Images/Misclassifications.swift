import ChainruleTraining
import Foundation

/// Collects the misclassified examples.
public struct Misclassifications: Metric {
    public static let prefersLarger = false

    public struct Example: Sendable, Equatable, Codable {
        public let index: Int
        public let prediction: Int
        /// The probability of the predicted class.
        public let confidence: Double
    }

    public private(set) var list: [Example] = []
    private var seen = 0

    public init() {}

    public var name: String { "misclassified" }
    public var value: Double? { seen == 0 ? nil : Double(list.count) }

    public mutating func add(_ predictions: Predictions) {
        let pairs = zip(predictions.labels(for: self), predictions.predictedClasses())
        for (place, (truth, prediction)) in pairs.enumerated() where truth != prediction {
            list.append(
                Example(
                    index: seen + place, prediction: Int(prediction),
                    confidence: predictions.probability(ofClass: Int(prediction), at: place)))
        }
        seen += predictions.count
    }

    public mutating func reset() { self = Misclassifications() }
}

extension Predictions {
    /// The probability of a class of an example, by the softmax of its scores, or by the sigmoid of a single one.
    fileprivate func probability(ofClass label: Int, at place: Int) -> Double {
        let width = outputs.count / count
        let scores = outputs[place * width..<(place + 1) * width].map(Double.init)
        if width == 1 { return 1 / (1 + exp(label == 1 ? -scores[0] : scores[0])) }
        return 1 / scores.reduce(0) { $0 + exp($1 - scores[label]) }
    }
}
