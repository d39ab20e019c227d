import Chainrule

/// Principal component analysis: inputs as their components along the directions in which the training set varies most.
///
/// z = (x − mean) · Cᵀ, where the rows of C are the eigenvectors of the covariance Σ(x − mean)ᵀ(x − mean) / (N − 1) with the
/// largest eigenvalues. They are the variances of the components. Of each row the element of the largest magnitude is
/// positive, so that results do not depend on the library. Pearson 1901, Hotelling 1933; scikit-learn calls it `PCA`.
///
/// Everything is centred before it is multiplied, and the covariance summed up and decomposed in float64: digits are not
/// lost to a large mean.
///
/// ```swift
/// let pca = try PCA(fitting: images, keeping: .variance(0.95))
/// let inputs = pca.apply(to: images)  // [N, components]
/// ```
public struct PCA: InvertiblePreprocessing {
    /// How many components are kept.
    public enum Components: Sendable, Equatable {
        /// All with a variance that is more than rounding: above the largest · max(N, features) · 2⁻⁵².
        case all
        /// As many as this.
        case count(Int)
        /// As few as have together at least this share of the variance, above 0 and at most 1.
        case variance(Double)
    }

    /// What is subtracted first.
    public let centering: MeanSubtraction
    /// The variance of each component over the training set, the largest first.
    public let explainedVariance: [Double]
    /// The variance of all features together, that of components that were not kept included.
    public let totalVariance: Double
    private let directions: SavedMatrix

    /// A direction in each row, `[components, features]` and float64.
    public var components: Tensor { directions.tensor }

    /// The share that each component has of the variance of all features.
    public var explainedVarianceRatio: [Double] { explainedVariance.map { $0 / totalVariance } }

    /// - Parameters:
    ///   - examples: `[N, …]`, at least two.
    ///   - kept: how many components to keep, all by default.
    /// - Throws: `DataError` if a number is NaN or infinite, or there are fewer components than asked for;
    ///   ``LAPACKError`` if LAPACK is missing.
    /// - Complexity: memory for two matrices of the size of the covariance, beside that of some thousand rows of the
    ///   examples; of fewer examples than features, for twice the examples in float64.
    public init(fitting examples: Tensor, keeping kept: Components = .all) throws {
        let matrix = try FeatureMatrix(examples)
        try matrix.requireFinite()
        guard matrix.rowCount > 1 else { throw Self.malformed("a single example", "at least two") }
        centering = try MeanSubtraction(fitting: examples)
        let axes = try PrincipalAxes(of: examples, centering)
        totalVariance = axes.totalVariance
        let count = try Self.count(kept, of: axes)
        explainedVariance = Array(axes.variances.prefix(count))
        directions = SavedMatrix(axes.directions(count))
    }

    private static func count(_ kept: Components, of axes: PrincipalAxes) throws(DataError) -> Int {
        if axes.rank == 0 { throw malformed("examples that are all equal", "at least two that differ") }
        switch kept {
        case .all: return axes.rank
        case .count(let count):
            require(count > 0, "PCA: \(count) components")
            if count > axes.rank {
                throw malformed(
                    "examples that vary in \(axes.rank) directions", "\(count) for as many components")
            }
            return count
        case .variance(let share):
            require(share > 0 && share <= 1, "PCA: a share of \(share) of the variance")
            var sum = 0.0
            let enough = axes.variances.prefix(axes.rank).firstIndex { variance in
                sum += variance
                return sum >= share * axes.totalVariance
            }
            return (enough ?? axes.rank - 1) + 1
        }
    }

    private static func malformed(_ found: String, _ expected: String) -> DataError {
        .malformed(source: "the examples to fit PCA to", found: found, expected: expected)
    }

    private enum CodingKeys: CodingKey { case centering, explainedVariance, totalVariance, directions }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        centering = try values.decode(MeanSubtraction.self, forKey: .centering)
        explainedVariance = try values.decode([Double].self, forKey: .explainedVariance)
        totalVariance = try values.decode(Double.self, forKey: .totalVariance)
        directions = try values.decode(SavedMatrix.self, forKey: .directions)
        guard directions.tensor.shape == [explainedVariance.count, centering.mean.count],
            explainedVariance.allSatisfy({ $0 > 0 })
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .directions, in: values,
                debugDescription: "directions or variances that the examples cannot have")
        }
    }

    /// The components of inputs, `[N, components]`; of one input, `[components]`.
    public func apply(to inputs: Tensor) -> Tensor {
        let centred = centering.apply(to: inputs)
        let batch = inputs.shape.dropLast(centering.scaling.exampleShape.count)
        let rows = centred.reshaped(to: Shape(batch + [centering.mean.count]))
        return matmul(rows, components.cast(to: rows.dtype).transposed())
    }

    /// Inputs of these components, where those that were not kept are 0.
    public func inverse(of outputs: Tensor) -> Tensor {
        requireShape(outputs, [explainedVariance.count])
        let shape = outputs.shape.dropLast() + centering.scaling.exampleShape
        return centering.inverse(
            of: matmul(outputs, components.cast(to: outputs.dtype)).reshaped(to: Shape(shape)))
    }
}
