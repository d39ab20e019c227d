import ChainruleTraining

/// Collects the misclassified examples.
public struct Misclassifications: Metric {
    public static let prefersLarger = false

    public struct Example: Sendable, Equatable, Codable {
        public let index: Int
        public let prediction: Int
    }

    public private(set) var list: [Example] = []
    private var seen = 0

    public init() {}

    public var name: String { "misclassified" }
    public var value: Double? { seen == 0 ? nil : Double(list.count) }

    public mutating func add(_ predictions: Predictions) {
        let pairs = zip(predictions.labels(for: self), predictions.predictedClasses())
        for (place, (truth, prediction)) in pairs.enumerated() where truth != prediction {
            list.append(Example(index: seen + place, prediction: Int(prediction)))
        }
        seen += predictions.count
    }

    public mutating func reset() { self = Misclassifications() }
}
