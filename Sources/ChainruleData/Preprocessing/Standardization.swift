import Chainrule

/// Shifts and scales inputs so that those of the training set have mean 0 and standard deviation 1.
///
/// (x − mean) / deviation, where the deviation is √(Σ(x − mean)² / N). Of a constant feature it is 1, so that it is only
/// shifted. Gradient descent converges faster on such inputs (LeCun, Bottou, Orr and Müller 1998, "Efficient BackProp").
/// scikit-learn calls it `StandardScaler`.
///
/// ```swift
/// let standardization = try Standardization(fitting: training)
/// let inputs = standardization.apply(to: validation)
/// ```
public struct Standardization: ScalingPreprocessing {
    public let scaling: FeatureScaling

    /// The means: one for each feature or channel, or a single one.
    public var mean: [Double] { scaling.offsets }
    /// The standard deviations, as many; 1 of what is constant.
    public var deviation: [Double] { scaling.scales }

    /// - Parameters:
    ///   - examples: `[N, …]`; NaN stands for a missing value, which counts for nothing.
    ///   - scope: which elements have mean and deviation in common; by default each feature has its own.
    /// - Throws: `DataError` if there is no example, a number is infinite, or a feature is missing throughout.
    public init(fitting examples: Tensor, per scope: StatisticsScope = .feature) throws(DataError) {
        let matrix = try FeatureMatrix(examples)
        let moments = try matrix.moments(columnsPerGroup: scope.elementsPerGroup(matrix.exampleShape))
        self.init(moments, scope, matrix.exampleShape, unit: 1)
    }

    /// Means and deviations of images with levels from 0 to 1.
    ///
    /// - Parameters:
    ///   - images: at least one.
    ///   - scope: which pixels have mean and deviation in common; by default all of a channel.
    /// - Precondition: there is an image.
    public init(fitting images: LabeledImages, per scope: StatisticsScope = .channel) {
        self.init(images.moments(per: scope), scope, images.exampleShape, unit: 255)
    }

    private init(_ moments: [Moments], _ scope: StatisticsScope, _ exampleShape: [Int], unit: Double) {
        scaling = FeatureScaling(
            scope: scope, exampleShape: exampleShape, offsets: moments.map { $0.mean / unit },
            scales: moments.map { $0.minimum == $0.maximum ? 1 : $0.deviation / unit })
    }
}
