/// The mean of |output − target| over all numbers.
public struct MeanAbsoluteError: Metric {
    public static let prefersLarger = false

    private var mean = RunningMean()

    public init() {}

    public var name: String { "mae" }

    public mutating func add(_ batch: Predictions) {
        let sum = zip(batch.outputs, batch.numbers(for: self)).reduce(0) { $0 + abs(error($1)) }
        mean.add(sum: sum, count: batch.outputs.count)
    }

    public var value: Double? { mean.value }

    public mutating func reset() { mean = RunningMean() }
}

/// The square root of the mean of (output − target)² over all numbers.
public struct RootMeanSquaredError: Metric {
    public static let prefersLarger = false

    private var mean = RunningMean()

    public init() {}

    public var name: String { "rmse" }

    public mutating func add(_ batch: Predictions) {
        let sum = zip(batch.outputs, batch.numbers(for: self)).reduce(0) { $0 + error($1) * error($1) }
        mean.add(sum: sum, count: batch.outputs.count)
    }

    public var value: Double? { mean.value?.squareRoot() }

    public mutating func reset() { mean = RunningMean() }
}

/// Output − target in double precision.
private func error(_ pair: (output: Float, target: Float)) -> Double {
    Double(pair.output) - Double(pair.target)
}

extension Metric where Self == MeanAbsoluteError {
    /// The mean of |output − target|.
    public static var meanAbsoluteError: MeanAbsoluteError { MeanAbsoluteError() }
}

extension Metric where Self == RootMeanSquaredError {
    /// The square root of the mean of (output − target)².
    public static var rootMeanSquaredError: RootMeanSquaredError { RootMeanSquaredError() }
}
