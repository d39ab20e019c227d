import Chainrule

/// Subtracts the mean of the training set: of every feature, of every channel, of every pixel (a mean image), or of all
/// numbers.
///
/// x − mean. Krizhevsky, Sutskever and Hinton (2012) subtract the mean image from their images, Simonyan and Zisserman (2014)
/// the mean of each channel.
///
/// ```swift
/// let centering = try MeanSubtraction(fitting: images, per: .channel)
/// ```
public struct MeanSubtraction: ScalingPreprocessing {
    public let scaling: FeatureScaling

    /// The means: one for each feature or channel, or a single one.
    public var mean: [Double] { scaling.offsets }

    /// - Parameters:
    ///   - examples: `[N, …]`; NaN stands for a missing value, which counts for nothing.
    ///   - scope: which elements have a mean in common; by default each feature has its own, which makes a mean image.
    /// - Throws: `DataError` if there is no example, a number is infinite, or a feature is missing throughout.
    public init(fitting examples: Tensor, per scope: StatisticsScope = .feature) throws(DataError) {
        let matrix = try FeatureMatrix(examples)
        let moments = try matrix.moments(columnsPerGroup: scope.elementsPerGroup(matrix.exampleShape))
        scaling = FeatureScaling(
            scope: scope, exampleShape: matrix.exampleShape, offsets: moments.map(\.mean),
            scales: moments.map { _ in 1 })
    }

    /// The means of images with levels from 0 to 1.
    ///
    /// - Parameters:
    ///   - images: at least one.
    ///   - scope: which pixels have a mean in common; by default all of a channel.
    /// - Precondition: there is an image.
    public init(fitting images: LabeledImages, per scope: StatisticsScope = .channel) {
        let moments = images.moments(per: scope)
        scaling = FeatureScaling(
            scope: scope, exampleShape: images.exampleShape, offsets: moments.map { $0.mean / 255 },
            scales: moments.map { _ in 1 })
    }
}
