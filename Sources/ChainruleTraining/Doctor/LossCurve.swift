/// The losses of all steps so far, as the means of at most 64 stretches of equal length.
struct LossCurve {
    private static let recentSteps = 11
    /// The mean squared error of this many examples is known to within a fifth.
    private static let steadyExamples = 64

    /// How many examples a loss is the mean of.
    let examplesOfStep: Int
    private(set) var count = 0
    /// The mean of the first ``steadySteps``; nil before the last of them.
    private(set) var first: Double?
    private var curve = StepCurve(capacity: 64)
    private var recent: [Double] = []
    private var recentCount: Int { max(Self.recentSteps, steadySteps) }

    init(examplesOfStep: Int) { self.examplesOfStep = examplesOfStep }

    /// The steps it takes to see enough examples for a mean that is steady.
    var steadySteps: Int { (Self.steadyExamples + examplesOfStep - 1) / examplesOfStep }

    mutating func add(_ loss: Double) {
        count += 1
        recent = recent.suffix(recentCount - 1) + [loss]
        if count == steadySteps { first = recent.suffix(steadySteps).mean }
        curve.add(loss)
    }

    /// The means of the stretches that are complete.
    var means: [Double] { curve.means }

    /// The median of the last eleven losses, or more if it takes more to see enough examples; nil before.
    var recentMedian: Double? { recent.count < recentCount ? nil : recent.median }

    /// The lowest mean of a stretch.
    var lowest: Double? { means.min() }

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

    /// The share of sixteenths of the run in which the loss was above the previous best by more than the share `rise` of
    /// that or, if it is more, of the baseline loss; nil while a sixteenth has too few steps or examples for a steady
    /// mean.
    func relapses(beyond rise: Double, on scale: LossScale) -> Double? {
        guard count >= 16 * max(10, 3 * steadySteps) else { return nil }
        let parts = StepCurve.grouped(means, by: max(1, means.count / 16)).map(scale.share)
        var (best, relapses) = (Double.infinity, 0)
        for part in parts {
            if part > best + rise * max(best, 1) { relapses += 1 }
            best = min(best, part)
        }
        return Double(relapses) / Double(parts.count)
    }
}

extension Collection<Double> {
    /// Nil without numbers.
    var mean: Double? { isEmpty ? nil : reduce(0, +) / Double(count) }

    /// The middle number, the upper of two; nil if there are none.
    package var median: Double? { isEmpty ? nil : sorted()[count / 2] }
}
