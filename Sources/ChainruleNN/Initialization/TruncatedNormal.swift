import Chainrule
import Foundation

extension InitialValues {
    /// Normally distributed numbers, drawn again where they are outside of `range`.
    ///
    /// As in PyTorch's `trunc_normal_` the bounds are absolute, not multiples of the deviation: with a deviation of
    /// 0.02 the default range truncates nothing.
    ///
    /// - Parameters:
    ///   - mean: the mean before truncation.
    ///   - deviation: the standard deviation before truncation.
    ///   - range: the range of the numbers.
    /// - Precondition: the deviation is positive, and the range has a probability of at least 1 %.
    public static func truncatedNormal(
        mean: Double = 0, deviation: Double = 1, in range: ClosedRange<Double> = -2...2
    ) -> InitialValues {
        func share(below bound: Double) -> Double { erfc((mean - bound) / deviation / 2.0.squareRoot()) / 2 }
        require(
            deviation > 0 && share(below: range.upperBound) - share(below: range.lowerBound) >= 0.01,
            "truncatedNormal: next to nothing of a normal distribution with mean \(mean) and deviation \(deviation) "
                + "is in \(range)")
        return InitialValues { shape, dtype, generator in
            func numbers(_ count: Int) -> [Double] {
                Tensor.normal([count], mean: mean, deviation: deviation, dtype: dtype, from: generator)
                    .scalars()
            }
            var values = numbers(shape.elementCount)
            var outside = values.indices.filter { !range.contains(values[$0]) }
            while !outside.isEmpty {
                for (place, number) in zip(outside, numbers(outside.count)) { values[place] = number }
                outside.removeAll { range.contains(values[$0]) }
            }
            return Tensor(values, shape: shape).cast(to: dtype)
        }
    }
}
