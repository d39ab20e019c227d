import Foundation

/// How often numbers lie in each of equal bins between their extremes.
struct Histogram: Encodable {
    private static let binCount = 30

    let low: Float
    let high: Float
    let counts: [Int]
    /// The numbers that are not finite, which are in no bin.
    let notFinite: Int

    init(_ values: [Float]) {
        let finite = values.filter(\.isFinite)
        notFinite = values.count - finite.count
        let extremes = (finite.min() ?? 0, finite.max() ?? 0)
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
