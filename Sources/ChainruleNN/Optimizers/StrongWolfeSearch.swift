/// Finds how far to go in a direction so that the strong Wolfe conditions hold: the loss falls by at least 10⁻⁴ of what
/// the slope promises, and the slope is at most 0.9 of what it was.
///
/// Source: Nocedal and Wright, "Numerical optimization", 2006, algorithms 3.5 and 3.6, with cubic interpolation.
struct StrongWolfeSearch {
    private static let sufficientDecrease = 1e-4
    private static let flattening = 0.9
    private static let mostEvaluations = 25

    private let start: Evaluation
    private let direction: [Double]
    private let slope: Double
    private let tolerance: Double

    /// A place along the direction.
    struct Place {
        let length: Double
        let evaluation: Evaluation
        let slope: Double
        var loss: Double { evaluation.loss }
    }

    /// - Parameters:
    ///   - start: loss and gradient where the search begins.
    ///   - direction: where to go.
    ///   - slope: of the loss along the direction, negative.
    ///   - tolerance: a search ends when the parameters change by less.
    init(from start: Evaluation, along direction: [Double], slope: Double, tolerance: Double) {
        (self.start, self.direction, self.slope, self.tolerance) = (start, direction, slope, tolerance)
    }

    /// - Parameters:
    ///   - first: the length to try first.
    ///   - evaluate: loss and gradient at some length.
    func length(
        first: Double, _ evaluate: (Double) -> Evaluation
    ) -> (length: Double, evaluation: Evaluation, evaluationCount: Int) {
        func place(_ length: Double) -> Place {
            let evaluation = evaluate(length)
            return Place(length: length, evaluation: evaluation, slope: evaluation.gradient • direction)
        }
        var last = Place(length: 0, evaluation: start, slope: slope)
        var current = place(first)
        var count = 1
        // Go further until a minimum lies between two places.
        while count <= Self.mostEvaluations {
            if isTooHigh(current) || count > 2 && current.loss >= last.loss { break }
            if isFlat(current) { return (current.length, current.evaluation, count) }
            if current.slope >= 0 { break }
            let next = Self.minimum(
                last, current,
                in: current.length + 0.01 * (current.length - last.length)...current.length * 10)
            last = current
            current = place(next)
            count += 1
        }
        if count > Self.mostEvaluations { last = Place(length: 0, evaluation: start, slope: slope) }
        let found = narrowed(last, current, &count, place)
        return (found.length, found.evaluation, count)
    }

    /// The best place between two, as soon as it is good enough.
    private func narrowed(
        _ first: Place, _ second: Place, _ count: inout Int, _ place: (Double) -> Place
    ) -> Place {
        var (low, high) = first.loss <= second.loss ? (first, second) : (second, first)
        var madeLittleProgress = false
        while count <= Self.mostEvaluations {
            if abs(high.length - low.length) * direction.largest < tolerance { break }
            let range = min(low.length, high.length)...max(low.length, high.length)
            var length = Self.minimum(low, high, in: range)
            // Stay away from the ends, unless the last attempt did.
            let margin = 0.1 * (range.upperBound - range.lowerBound)
            let isNearEnd = min(range.upperBound - length, length - range.lowerBound) < margin
            if isNearEnd && (madeLittleProgress || length == range.upperBound || length == range.lowerBound) {
                length =
                    range.upperBound - length < length - range.lowerBound
                    ? range.upperBound - margin : range.lowerBound + margin
                madeLittleProgress = false
            } else {
                madeLittleProgress = isNearEnd
            }
            let current = place(length)
            count += 1
            if isTooHigh(current) || current.loss >= low.loss {
                (low, high) = low.loss <= current.loss ? (low, current) : (current, low)
                continue
            }
            if isFlat(current) { return current }
            if current.slope * (high.length - low.length) >= 0 { high = low }
            low = current
        }
        return low
    }

    private func isTooHigh(_ place: Place) -> Bool {
        place.loss > start.loss + Self.sufficientDecrease * place.length * slope
    }

    private func isFlat(_ place: Place) -> Bool { abs(place.slope) <= -Self.flattening * slope }

    /// Where the cubic through two places with their slopes is smallest, within a range; its middle if it has no minimum.
    private static func minimum(_ first: Place, _ second: Place, in range: ClosedRange<Double>) -> Double {
        let (left, right) = first.length <= second.length ? (first, second) : (second, first)
        let chord = left.slope + right.slope - 3 * (left.loss - right.loss) / (left.length - right.length)
        let square = chord * chord - left.slope * right.slope
        guard square >= 0 else { return (range.lowerBound + range.upperBound) / 2 }
        let root = square.squareRoot()
        let share = (right.slope + root - chord) / (right.slope - left.slope + 2 * root)
        let place = right.length - (right.length - left.length) * share
        return place.isNaN ? range.lowerBound : min(max(place, range.lowerBound), range.upperBound)
    }
}
