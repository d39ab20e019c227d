import Chainrule

extension InitialValues {
    /// A random matrix whose rows, or columns if there are fewer, are orthogonal to each other and of length `gain`.
    ///
    /// A weight [outputs, inputs, kernel...] is a matrix of outputs × inputs·kernel. Such a layer keeps the lengths of
    /// vectors, and so does a deep stack of them. The matrix is drawn uniformly (from the Haar measure).
    ///
    /// Source: Saxe, McClelland and Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep linear
    /// neural networks", ICLR 2014; `orthogonal_` of PyTorch.
    ///
    /// - Parameter gain: see ``Nonlinearity/gain``; 1 by default.
    public static func orthogonal(gain: Double = 1) -> InitialValues {
        InitialValues { shape, dtype, generator in
            require(shape.rank >= 2, "orthogonal: \(shape) is no weight [outputs, inputs, kernel...]")
            let (rows, columns) = (shape[0], shape.dropFirst().reduce(1, *))
            let (count, length) = (min(rows, columns), max(rows, columns))
            var vectors: [Double] = Tensor.normal([count, length], dtype: .float64, from: generator).scalars()
            orthonormalize(&vectors, length: length)
            let matrix = Tensor(vectors, shape: [count, length]) * gain
            return (rows <= columns ? matrix : matrix.transposed()).reshaped(to: shape).cast(to: dtype)
        }
    }
}

/// Makes vectors, which lie one after the other, orthogonal to those before and of length 1, by the method of Gram and
/// Schmidt. Of normally distributed vectors this makes the factor Q of the decomposition QR in which R has a positive
/// diagonal, which makes it uniformly distributed (Mezzadri 2007).
private func orthonormalize(_ vectors: inout [Double], length: Int) {
    vectors.withUnsafeMutableBufferPointer { vectors in
        for start in stride(from: 0, to: vectors.count, by: length) {
            let vector = UnsafeMutableBufferPointer(rebasing: vectors[start..<start + length])
            // Twice is enough for all digits (Giraud, Langou and Rozložník 2005).
            for _ in 0..<2 {
                for earlier in stride(from: 0, to: start, by: length) {
                    let other = UnsafeMutableBufferPointer(rebasing: vectors[earlier..<earlier + length])
                    let share = dot(vector, other)
                    for i in 0..<length { vector[i] -= share * other[i] }
                }
            }
            let norm = dot(vector, vector).squareRoot()
            for i in 0..<length { vector[i] /= norm }
        }
    }
}

/// Σ xᵢ·yᵢ in eight partial sums, which do not wait for each other.
private func dot(_ x: UnsafeMutableBufferPointer<Double>, _ y: UnsafeMutableBufferPointer<Double>) -> Double {
    var sums = SIMD8<Double>.zero
    let whole = x.count / 8 * 8
    for start in stride(from: 0, to: whole, by: 8) {
        for lane in 0..<8 { sums[lane] += x[start + lane] * y[start + lane] }
    }
    return (whole..<x.count).reduce(sums.sum()) { $0 + x[$1] * y[$1] }
}
