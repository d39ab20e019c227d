import Chainrule

/// Principal components of variance 1: inputs that are uncorrelated over the training set and all on one scale.
///
/// z = (x − mean) · Cᵀ / √(λ + ε), with the components C and their variances λ of ``PCA``. Components of which the variance is
/// only rounding are left out, because they would be noise scaled up to 1. scikit-learn: `PCA(whiten=True)`.
public struct PCAWhitening: InvertiblePreprocessing {
    /// The components before they are scaled.
    public let pca: PCA
    /// ε, which is added to the variances.
    public let regularization: Double

    /// - Parameters:
    ///   - examples: `[N, …]`, at least two.
    ///   - kept: how many components to keep, all by default.
    ///   - regularization: ε, 0 by default; more amplifies components of little variance less.
    /// - Throws: what ``PCA/init(fitting:keeping:)`` throws.
    public init(
        fitting examples: Tensor, keeping kept: PCA.Components = .all, regularization: Double = 0
    ) throws {
        require(regularization >= 0, "PCAWhitening: a regularization of \(regularization)")
        pca = try PCA(fitting: examples, keeping: kept)
        self.regularization = regularization
    }

    /// `[N, components]`; of one input, `[components]`.
    public func apply(to inputs: Tensor) -> Tensor {
        let components = pca.apply(to: inputs)
        return components / deviations(components.dtype)
    }

    /// Inputs of these components, where those that were not kept are 0.
    public func inverse(of outputs: Tensor) -> Tensor {
        pca.inverse(of: outputs * deviations(outputs.dtype))
    }

    private func deviations(_ dtype: DType) -> Tensor {
        Tensor(pca.explainedVariance.map { ($0 + regularization).squareRoot() }, dtype: dtype)
    }
}
