import Foundation

/// How numbers are distributed.
public struct Distribution: Sendable, Equatable {
    /// How many numbers there are.
    public let count: Int
    /// The mean of the finite numbers; NaN if there are none, as for all figures below.
    public let mean: Double
    /// The standard deviation of the finite numbers, with the divisor n.
    public let deviation: Double
    /// The smallest finite number.
    public let minimum: Double
    /// The largest finite number.
    public let maximum: Double
    /// The share of numbers that are zero.
    public let zeroShare: Double
    /// How many numbers are NaN or infinite.
    public let nonFiniteCount: Int
    /// How many finite numbers lie in each of 20 equal intervals from the smallest to the largest.
    public let histogram: [Int]

    /// Measures some numbers.
    public init(of numbers: [Double]) {
        let finite = numbers.filter(\.isFinite)
        count = numbers.count
        nonFiniteCount = numbers.count - finite.count
        zeroShare = numbers.isEmpty ? 0 : Double(numbers.count { $0 == 0 }) / Double(numbers.count)
        let mean = finite.reduce(0, +) / Double(finite.count)
        self.mean = mean
        deviation =
            (finite.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(finite.count)).squareRoot()
        minimum = finite.min() ?? .nan
        maximum = finite.max() ?? .nan
        var histogram = [Int](repeating: 0, count: 20)
        let width = maximum - minimum
        for number in finite {
            histogram[width > 0 ? min(19, Int((number - minimum) / width * 20)) : 0] += 1
        }
        self.histogram = finite.isEmpty ? [] : histogram
    }

    /// The histogram as a line of text, one character per bin; empty if there are no finite numbers.
    public var picture: String {
        let heights = Array(" ▁▂▃▄▅▆▇█")
        guard let most = histogram.max() else { return "" }
        return String(
            histogram.map { count in heights[count == 0 ? 0 : max(1, count * (heights.count - 1) / most)] })
    }
}
