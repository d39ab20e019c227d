import ChainruleNN
import Foundation

/// How numbers are distributed, in a few bytes.
public struct ValueSummary: Sendable, Equatable, Codable {
    /// The mean of the finite numbers; 0 if there are none, as for all figures but the last two.
    public let mean: Double
    /// Their standard deviation.
    public let deviation: Double
    /// Where the histogram begins: at the smallest number that is at most four deviations from the mean.
    public let low: Double
    /// Where the histogram ends.
    public let high: Double
    /// How full each interval of the histogram is, from 0 to 255 for the fullest; empty if there are no numbers.
    public let levels: Data
    /// The share of numbers that are zero.
    public let zeroShare: Double
    /// The share of numbers that are NaN or infinite.
    public let nonFiniteShare: Double

    /// Measures some numbers.
    init(of numbers: [Double]) {
        let all = Distribution(of: numbers)
        let isEmpty = all.count == all.nonFiniteCount
        mean = isEmpty ? 0 : all.mean
        deviation = isEmpty ? 0 : all.deviation
        // A few numbers far away would leave no room for all others.
        let bounds = (mean - 4 * deviation)...(mean + 4 * deviation)
        let central = numbers.filter(bounds.contains)
        let shown = central.count == numbers.count || central.isEmpty ? all : Distribution(of: central)
        (low, high) = isEmpty ? (0, 0) : (shown.minimum, shown.maximum)
        let most = Double(shown.histogram.max() ?? 1)
        levels = Data(shown.histogram.map { UInt8((Double($0) / most * 255).rounded(.up)) })
        zeroShare = all.zeroShare
        nonFiniteShare = all.count == 0 ? 0 : Double(all.nonFiniteCount) / Double(all.count)
    }

    /// Measures the magnitudes of numbers on a logarithmic axis: mean, deviation and histogram are those of log₁₀|x| over the numbers
    /// that are not zero.
    init(ofMagnitudes numbers: [Double]) {
        let logarithms = ValueSummary(of: numbers.filter { $0 != 0 }.map { log10($0.magnitude) })
        (mean, deviation) = (logarithms.mean, logarithms.deviation)
        (low, high, levels) = (logarithms.low, logarithms.high, logarithms.levels)
        let count = Double(max(1, numbers.count))
        zeroShare = Double(numbers.count { $0 == 0 }) / count
        nonFiniteShare = Double(numbers.count { !$0.isFinite }) / count
    }
}
