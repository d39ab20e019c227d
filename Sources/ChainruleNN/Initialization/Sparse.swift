import Chainrule

extension InitialValues {
    /// Normally distributed numbers, with a fixed share of zeros in every column, the connections of one input.
    ///
    /// The share is rounded up to whole numbers. Only for weights [outputs, inputs].
    ///
    /// Source: Martens, "Deep learning via Hessian-free optimization", ICML 2010; `sparse_` of PyTorch.
    ///
    /// - Parameters:
    ///   - sparsity: the share of zeros.
    ///   - deviation: the deviation of the other numbers.
    /// - Precondition: the share is in 0...1.
    public static func sparse(_ sparsity: Double, deviation: Double = 0.01) -> InitialValues {
        require((0...1).contains(sparsity), "sparse: the share of zeros \(sparsity) is not in 0...1")
        return InitialValues { shape, dtype, generator in
            require(shape.rank == 2, "sparse: \(shape) is no weight [outputs, inputs]")
            let (rows, columns) = (shape[0], shape[1])
            var values: [Double] = Tensor.normal(
                shape, deviation: deviation, dtype: dtype, from: generator
            ).scalars()
            let order: [Double] = Tensor.uniform(shape, dtype: .float64, from: generator).scalars()
            let zeros = Int((sparsity * Double(rows)).rounded(.up))
            for column in 0..<columns {
                let places = (0..<rows).map { $0 * columns + column }.sorted { order[$0] < order[$1] }
                for place in places.prefix(zeros) { values[place] = 0 }
            }
            return Tensor(values, shape: shape).cast(to: dtype)
        }
    }
}
