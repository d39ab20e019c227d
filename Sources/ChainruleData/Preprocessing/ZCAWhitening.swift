import Chainrule

/// Whitened inputs of their old shape: of all uncorrelated inputs of variance 1 those that are nearest to the old ones, so that
/// images remain recognizable.
///
/// (x − mean) · Cᵀ / √(λ + ε) · C, which is ``PCAWhitening`` turned back (Bell and Sejnowski 1997, Krizhevsky 2009).
public struct ZCAWhitening: InvertiblePreprocessing {
    /// The whitened components before they are turned back.
    public let whitening: PCAWhitening

    /// - Parameters:
    ///   - examples: `[N, …]`, at least two.
    ///   - regularization: ε, 0 by default; for natural images with levels from 0 to 1, 0.01 to 0.1 keeps noise small.
    /// - Throws: what ``PCA/init(fitting:keeping:)`` throws.
    public init(fitting examples: Tensor, regularization: Double = 0) throws {
        whitening = try PCAWhitening(fitting: examples, regularization: regularization)
    }

    /// Whitened inputs of the same shape.
    public func apply(to inputs: Tensor) -> Tensor {
        let components = whitening.apply(to: inputs)
        return matmul(components, directions(components.dtype)).reshaped(to: inputs.shape)
    }

    /// The inputs before they were whitened, except for directions in which the training set does not vary.
    public func inverse(of outputs: Tensor) -> Tensor {
        let shape = whitening.pca.centering.scaling.exampleShape
        requireShape(outputs, shape)
        let rows = outputs.reshaped(to: Shape(outputs.shape.dropLast(shape.count) + [shape.reduce(1, *)]))
        return whitening.inverse(of: matmul(rows, directions(rows.dtype).transposed()))
    }

    private func directions(_ dtype: DType) -> Tensor { whitening.pca.components.cast(to: dtype) }
}
