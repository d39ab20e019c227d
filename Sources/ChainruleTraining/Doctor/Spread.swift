/// How numbers lie around their mean.
struct Spread {
    let mean: Double
    /// The standard deviation.
    let deviation: Double
    private let isSingle: Bool

    /// Nil if there are no numbers, or one is not finite.
    init?(_ numbers: [Double]) {
        guard let mean = numbers.mean, mean.isFinite else { return nil }
        self.mean = mean
        deviation = numbers.lazy.map { ($0 - mean) * ($0 - mean) }.mean!.squareRoot()
        isSingle = numbers.count == 1
    }

    /// Whether several numbers are all the same, up to what rounding to float32 makes of their mean.
    var isConstant: Bool { !isSingle && deviation <= 1e-6 * abs(mean) }
}
