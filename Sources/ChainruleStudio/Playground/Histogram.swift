import Foundation

/// How often numbers lie in each of equal bins, between their extremes or in a range.
package struct Histogram: Encodable {
    private static let binCount = 30

    package let low: Float
    package let high: Float
    package let counts: [Int]
    /// The numbers that are not finite, which are in no bin.
    package let notFinite: Int

    /// - Parameters:
    ///   - values: what is counted.
    ///   - range: the range of the bins; numbers beyond it are left out. By default from the smallest to the largest.
    init(_ values: [Float], in range: ClosedRange<Float>? = nil) {
        let finite = values.filter { $0.isFinite && range?.contains($0) ?? true }
        notFinite = values.count { !$0.isFinite }
        let extremes = (range?.lowerBound ?? finite.min() ?? 0, range?.upperBound ?? finite.max() ?? 0)
        // All equal numbers are one bar in the middle.
        let isConstant = extremes.1 - extremes.0 < 1e-12 * max(1, abs(extremes.1))
        low = isConstant ? extremes.0 - 0.5 : extremes.0
        high = isConstant ? extremes.1 + 0.5 : extremes.1
        var counts = [Int](repeating: 0, count: Self.binCount)
        let scale = Float(Self.binCount) / (high - low)
        for value in finite {
            let bin = ((value - low) * scale).rounded(.down)
            counts[bin.isFinite ? min(Self.binCount - 1, max(0, Int(bin))) : 0] += 1
        }
        self.counts = counts
    }
}
