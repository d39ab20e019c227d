import Chainrule

extension ParameterGradients {
    /// The Euclidean norm of all gradients together, √Σg²: a scalar.
    public var globalNorm: Tensor {
        let isDouble = gradients.contains { $0.dtype == .float64 }
        let squares = gradients.map { ($0 * $0).sum().cast(to: isDouble ? .float64 : .float32) }
        return sqrt(squares.reduce(Tensor(0, dtype: isDouble ? .float64 : .float32), +))
    }

    /// The gradients, scaled down together so that their global norm is at most `maximum`.
    ///
    /// Every gradient is multiplied by min(1, `maximum` / (``globalNorm`` + 10⁻⁶)), as `clip_grad_norm_` of PyTorch does.
    /// If a gradient is not finite, all become NaN or 0.
    ///
    /// ```swift
    /// optimizer.update(gradients(of: loss, withRespectTo: model).clipped(toGlobalNorm: 1))
    /// ```
    ///
    /// Source: Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks", ICML 2013.
    ///
    /// - Parameter maximum: the largest norm.
    /// - Precondition: `maximum` is positive.
    public func clipped(toGlobalNorm maximum: Double) -> ParameterGradients {
        require(maximum > 0, "clipped: the global norm \(maximum) is not positive")
        let scale = minimum(maximum / (globalNorm + 1e-6), 1)
        return mapped { $0 * scale.cast(to: $0.dtype) }
    }

    /// The gradients with every element moved into −`limit`...`limit`, as `clip_grad_value_` of PyTorch does.
    ///
    /// - Parameter limit: the largest absolute value of an element.
    /// - Precondition: `limit` is positive.
    public func clipped(toValue limit: Double) -> ParameterGradients {
        require(limit > 0, "clipped: the value \(limit) is not positive")
        return mapped { clip($0, -limit, limit) }
    }

    private func mapped(_ change: (Tensor) -> Tensor) -> ParameterGradients {
        ParameterGradients(names: names, parameters: parameters, gradients: gradients.map(change))
    }
}
