import Chainrule

/// Shifts and scales inputs so that those of the training set lie between two bounds, 0 and 1 by default.
///
/// lower + (x − minimum) / (maximum − minimum) · (upper − lower). A constant feature becomes the lower bound; new inputs may
/// lie beyond the bounds. scikit-learn calls it `MinMaxScaler`.
public struct MinMaxScaling: ScalingPreprocessing {
    public let scaling: FeatureScaling

    /// - Parameters:
    ///   - examples: `[N, …]`; NaN stands for a missing value, which counts for nothing.
    ///   - bounds: what the smallest and the largest number become.
    ///   - scope: which elements have minimum and maximum in common; by default each feature has its own.
    /// - Precondition: the bounds differ.
    /// - Throws: `DataError` if there is no example, a number is infinite, or a feature is missing throughout.
    public init(
        fitting examples: Tensor, to bounds: ClosedRange<Double> = 0...1,
        per scope: StatisticsScope = .feature
    ) throws(DataError) {
        let width = bounds.upperBound - bounds.lowerBound
        require(width > 0 && width.isFinite, "MinMaxScaling: bounds \(bounds)")
        let matrix = try FeatureMatrix(examples)
        let moments = try matrix.moments(columnsPerGroup: scope.elementsPerGroup(matrix.exampleShape))
        let scales = moments.map { moments in
            let range = moments.maximum - moments.minimum
            return (range > 0 ? range : 1) / width
        }
        scaling = FeatureScaling(
            scope: scope, exampleShape: matrix.exampleShape,
            offsets: zip(moments, scales).map { $0.minimum - bounds.lowerBound * $1 }, scales: scales)
    }
}
