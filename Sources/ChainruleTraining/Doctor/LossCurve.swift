/// The losses of all steps so far, as the means of at most 64 stretches of equal length.
struct LossCurve {
    private static let capacity = 64
    private static let recentCount = 11

    private(set) var count = 0
    /// The loss of the first step.
    private(set) var first: Double?
    /// The means of the stretches that are complete.
    private(set) var means: [Double] = []
    private var stretch = 1
    private var sum = 0.0
    private var recent: [Double] = []

    mutating func add(_ loss: Double) {
        first = first ?? loss
        count += 1
        recent = recent.suffix(Self.recentCount - 1) + [loss]
        sum += loss
        guard count.isMultiple(of: stretch) else { return }
        means.append(sum / Double(stretch))
        sum = 0
        guard means.count == Self.capacity else { return }
        means = Self.grouped(means, by: 2)
        stretch *= 2
    }

    /// The median of the last eleven losses; nil before the eleventh.
    var recentMedian: Double? { recent.count < Self.recentCount ? nil : recent.median }

    /// The mean of the first quarter of the steps.
    var firstQuarter: Double? { means.prefix(max(1, means.count / 4)).mean }
    /// The mean of the last quarter of the steps.
    var lastQuarter: Double? { means.suffix(max(1, means.count / 4)).mean }

    /// The statistic of Mann (1945) and Kendall, which is distributed normally, with deviation 1, if there is no
    /// trend, whatever the distribution of the losses; negative if the losses fall.
    var trend: Double {
        var score = 0.0
        for (later, loss) in means.enumerated() {
            for earlier in means[..<later] { score += loss > earlier ? 1 : loss < earlier ? -1 : 0 }
        }
        let count = Double(means.count)
        return count < 2 ? 0 : score / (count * (count - 1) * (2 * count + 5) / 18).squareRoot()
    }

    /// The share of sixteenths of the course in which the loss was above the best one before by more than `rise`;
    /// nil while a sixteenth has fewer than ten steps, whose mean is not yet steady.
    func relapses(beyond rise: Double) -> Double? {
        guard count >= 160 else { return nil }
        let parts = Self.grouped(means, by: max(1, means.count / 16))
        var (best, relapses) = (Double.infinity, 0)
        for part in parts {
            if part > best + rise { relapses += 1 }
            best = min(best, part)
        }
        return Double(relapses) / Double(parts.count)
    }

    /// The means of so many means each; some that are left over are dropped.
    private static func grouped(_ means: [Double], by size: Int) -> [Double] {
        stride(from: 0, through: means.count - size, by: size).map { means[$0..<$0 + size].mean! }
    }
}

extension Collection<Double> {
    /// Nil if there are no numbers.
    var mean: Double? { isEmpty ? nil : reduce(0, +) / Double(count) }

    /// The middle number, the upper of two; nil if there are none.
    package var median: Double? { isEmpty ? nil : sorted()[count / 2] }
}
