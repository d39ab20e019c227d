/// A metric, accumulated over examples that arrive in batches of any sizes.
///
/// A metric is a value that holds sums, so that batches of different sizes weigh what they should, and codable,
/// so that a run stopped within an epoch resumes with the same sums. ``Metrics`` holds several.
///
/// ```swift
/// let metrics: [any Metric] = [.accuracy, .topK(5)]
/// ```
public protocol Metric: Sendable, Codable {
    /// What histories call it, such as `top-5`; no two metrics of a list share a name.
    var name: String { get }

    /// Whether a larger value is a better one.
    static var prefersLarger: Bool { get }

    /// Adds the examples of a batch.
    ///
    /// - Precondition: the batch has the kind of targets that the metric is for, and as many outputs for an
    ///   example as the batches before.
    mutating func add(_ batch: Predictions)

    /// The value over all examples since the start or the last reset; nil while there is nothing to measure.
    var value: Double? { get }

    /// Forgets all examples.
    mutating func reset()
}

extension Metric {
    /// Whether the value is better than another one; numbers are better than NaN.
    public static func prefers(_ value: Double, to other: Double) -> Bool {
        if other.isNaN { return !value.isNaN }
        return prefersLarger ? value > other : value < other
    }
}
