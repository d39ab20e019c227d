import Chainrule

/// Shifts and scales inputs by the median and the interquartile range of the training set, which outliers hardly change.
///
/// (x − median) / (upper quartile − lower quartile), with quantiles that are interpolated between neighbors as in NumPy. A
/// range of 0 counts as 1. scikit-learn calls it `RobustScaler`.
public struct RobustScaling: ScalingPreprocessing {
    public let scaling: FeatureScaling

    /// The medians: one for each feature or channel, or a single one.
    public var median: [Double] { scaling.offsets }
    /// The ranges between the quantiles, as many; 1 where both are equal.
    public var range: [Double] { scaling.scales }

    /// - Parameters:
    ///   - examples: `[N, …]`; NaN stands for a missing value, which counts for nothing.
    ///   - quantiles: the shares of the numbers that lie below the lower and the upper end of the range, quartiles by default.
    ///   - scope: which elements have median and range in common; by default each feature has its own.
    /// - Precondition: the quantiles lie between 0 and 1 and differ.
    /// - Throws: `DataError` if there is no example, a number is infinite, or a feature is missing throughout.
    /// - Complexity: sorts the numbers of one group after the other.
    public init(
        fitting examples: Tensor, quantiles: ClosedRange<Double> = 0.25...0.75,
        per scope: StatisticsScope = .feature
    ) throws(DataError) {
        let (lower, upper) = (quantiles.lowerBound, quantiles.upperBound)
        require(lower >= 0 && upper <= 1 && lower < upper, "RobustScaling: quantiles \(quantiles)")
        let matrix = try FeatureMatrix(examples)
        let size = scope.elementsPerGroup(matrix.exampleShape)
        var (medians, ranges): ([Double], [Double]) = ([], [])
        for start in stride(from: 0, to: matrix.columnCount, by: size) {
            let numbers = try matrix.sortedNumbers(in: start..<start + size)
            let range = quantile(upper, of: numbers) - quantile(lower, of: numbers)
            medians.append(quantile(0.5, of: numbers))
            ranges.append(range > 0 ? range : 1)
        }
        scaling = FeatureScaling(
            scope: scope, exampleShape: matrix.exampleShape, offsets: medians, scales: ranges)
    }
}
