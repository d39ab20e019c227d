import Foundation

/// A metric, accumulated over examples that arrive in batches of any sizes.
///
/// A metric is a value that holds sums, so that batches count by their sizes, and is codable, so that a run stopped
/// within an epoch resumes with the same sums. ``Metrics`` holds several.
///
/// ```swift
/// let metrics: [any Metric] = [.accuracy, .topK(5)]
/// ```
public protocol Metric: Sendable, Codable {
    /// The name in histories, such as `top-5`; unique in a list of metrics.
    var name: String { get }

    /// Whether larger values are better.
    static var prefersLarger: Bool { get }

    /// Adds the examples of a batch.
    ///
    /// - Precondition: the batch has the kind of targets that the metric needs, and as many outputs per
    ///   example as the previous batches.
    mutating func add(_ batch: Predictions)

    /// The value over all examples since the start or the last reset; nil without examples.
    var value: Double? { get }

    /// Resets the metric.
    mutating func reset()

    /// A value as tables and messages show it: with four decimals, or with four significant digits if it is very small or
    /// very large, unless a metric has a way of its own.
    func text(of value: Double) -> String
}

/// A loss, or the value of a metric: four decimals, or four significant digits where those would show too little or too
/// much.
package func figureText(_ value: Double) -> String {
    String(format: value == 0 || (1e-3..<1e6).contains(abs(value)) ? "%.4f" : "%.4g", value)
}

extension Metric {
    public func text(of value: Double) -> String { figureText(value) }

    /// Whether the value is better than another one; numbers are better than NaN.
    public static func prefers(_ value: Double, to other: Double) -> Bool {
        if other.isNaN { return !value.isNaN }
        return prefersLarger ? value > other : value < other
    }
}
