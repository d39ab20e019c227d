import Chainrule

/// The directions in which examples vary, those with the largest variances first.
struct PrincipalAxes {
    /// The variance along each direction; rounding can make the last ones negative.
    let variances: [Double]
    let totalVariance: Double
    /// How many variances are more than rounding.
    let rank: Int
    /// `[variances, features]`; or, if there are more features than examples, what the centred examples must be multiplied by.
    private let vectors: Tensor
    /// The centred examples `[N, features]`, if there are more features than these.
    private let fewExamples: Tensor?

    /// - Parameters:
    ///   - examples: `[N, …]`, at least two, finite.
    ///   - centering: subtracts their mean.
    init(of examples: Tensor, _ centering: MeanSubtraction) throws {
        let (count, width) = (examples.shape[0], centering.mean.count)
        let covariance: Tensor
        if count < width {
            // The products of examples with each other have the same eigenvalues as those of features, but are fewer.
            let centred = centering.apply(to: examples.cast(to: .float64)).reshaped(
                to: Shape([count, width]))
            covariance = matmul(centred, centred.transposed()) / Double(count - 1)
            fewExamples = centred
        } else {
            covariance = Self.covariance(of: examples, centering)
            fewExamples = nil
        }
        totalVariance = (covariance * .identity(covariance.shape[0], dtype: .float64)).sum().item()
        guard totalVariance.isFinite else {
            // LAPACK would return NaN for it, without an error.
            throw DataError.malformed(
                source: "the examples to fit PCA to",
                found: "numbers with squares beyond the range of float64",
                expected: "smaller ones")
        }
        let eigenvectors = try SymmetricEigenvectors(of: covariance)
        (variances, vectors) = (eigenvectors.values, eigenvectors.vectors)
        let rounding = variances[0] * Double(max(count, width)) * Double.ulpOfOne
        rank = variances.prefix { $0 > rounding }.count
    }

    /// The first `count` directions, `[count, features]`, each of length 1.
    ///
    /// The sign of an eigenvector is arbitrary, and LAPACK's choice depends on its version: here the element of the largest
    /// magnitude, the first of several, is positive.
    func directions(_ count: Int) -> Tensor {
        var rows = vectors[0..<count]
        if let fewExamples {
            let products = matmul(rows, fewExamples)
            rows = products / sqrt((products * products).sum(axes: [1], keepDims: true))
        }
        let isExtreme = abs(rows).argmax(axis: 1).oneHot(rows.shape[1], dtype: .float64)
        let signs = sign((rows * isExtreme).sum(axes: [1], keepDims: true))
        return Tensor((rows * signs).value.dense())
    }

    /// Σ(x − mean)ᵀ(x − mean) / (N − 1), summed up in parts, so that the examples are never copied as a whole.
    private static func covariance(of examples: Tensor, _ centering: MeanSubtraction) -> Tensor {
        let (count, width) = (examples.shape[0], centering.mean.count)
        let rowsPerPart = max(1 << 20 / width, width)
        var sum = Tensor.zeros([width, width], dtype: .float64)
        for start in stride(from: 0, to: count, by: rowsPerPart) {
            let part = examples[start..<min(start + rowsPerPart, count)].cast(to: .float64)
            let rows = centering.apply(to: part).reshaped(to: Shape([part.shape[0], width]))
            // The value alone: a tensor would keep all the parts that it was made of.
            sum = Tensor((sum + matmul(rows.transposed(), rows)).value)
        }
        return sum / Double(count - 1)
    }
}
