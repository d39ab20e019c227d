import Chainrule

// PyTorch's initial values of weights and biases: uniform in ±1/√n, n being how many inputs an output sums
// over. PyTorch calls this the uniform initialization of He et al. (2015) with a = √5.

extension Parameter {
    /// A weight [outputs, inputs, ...].
    static func weight(_ shape: Shape, _ dtype: DType, _ generator: Generator) -> Parameter {
        uniform(shape, summands: shape.dropFirst().reduce(1, *), dtype, "weight", generator)
    }

    /// A bias [outputs] for a weight [outputs, inputs, ...].
    static func bias(beside weight: Parameter, _ generator: Generator) -> Parameter {
        let (shape, dtype) = (weight.type.shape, weight.type.dtype)
        return uniform([shape[0]], summands: shape.dropFirst().reduce(1, *), dtype, "bias", generator)
    }

    private static func uniform(
        _ shape: Shape, summands: Int, _ dtype: DType, _ name: String, _ generator: Generator
    ) -> Parameter {
        let bound = 1 / Double(summands).squareRoot()
        return Parameter(.uniform(shape, in: -bound..<bound, dtype: dtype, from: generator), name: name)
    }
}
