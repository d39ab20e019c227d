import Chainrule

/// The coefficient of determination R² = 1 − Σ(target − output)² / Σ(target − mean)², averaged over an example's
/// outputs.
///
/// It is 1 for a perfect model and 0 for one that always predicts the mean; nil if all targets of some output are
/// equal, where it is undefined.
public struct RSquared: Metric {
    public static let prefersLarger = true

    /// The sums of one of an example's outputs.
    private struct Column: Codable {
        private var count = 0.0
        private var mean = 0.0
        private var deviations = 0.0
        private var residuals = 0.0

        /// Welford's update: a difference of large sums of squares would lose digits.
        mutating func add(output: Double, target: Double) {
            count += 1
            let deviation = target - mean
            mean += deviation / count
            deviations += deviation * (target - mean)
            residuals += (target - output) * (target - output)
        }

        var value: Double? { deviations == 0 ? nil : 1 - residuals / deviations }
    }

    private var columns: [Column] = []

    public init() {}

    public var name: String { "r2" }

    public mutating func add(_ batch: Predictions) {
        let targets = batch.numbers(for: self)
        let width = batch.width
        if width == 0 { return }
        if columns.isEmpty { columns = Array(repeating: Column(), count: width) }
        require(columns.count == width, "RSquared: \(width) outputs per example after \(columns.count)")
        for (place, (output, target)) in zip(batch.outputs, targets).enumerated() {
            columns[place % width].add(output: Double(output), target: Double(target))
        }
    }

    public var value: Double? {
        let values = columns.compactMap(\.value)
        return columns.isEmpty || values.count < columns.count
            ? nil : values.reduce(0, +) / Double(values.count)
    }

    public mutating func reset() { columns = [] }
}

extension Metric where Self == RSquared {
    /// The share of the targets' variance that the outputs explain.
    public static var rSquared: RSquared { RSquared() }
}
