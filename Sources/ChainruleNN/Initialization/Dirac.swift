import Chainrule

extension InitialValues {
    /// The identity: an output channel starts as the input channel of its number, as far as there is one.
    ///
    /// The weight [outputs, inputs, kernel...] of a convolution has a 1 in the center of these kernels and zeros
    /// elsewhere; a weight [outputs, inputs] has ones on its diagonal, as by PyTorch's `eye_`.
    ///
    /// Source: Zagoruyko and Komodakis, "DiracNets", 2017; `dirac_` of PyTorch.
    ///
    /// - Parameter groups: into how many groups the outputs are divided, each of which starts as the identity.
    /// - Precondition: the groups divide the outputs.
    public static func dirac(groups: Int = 1) -> InitialValues {
        InitialValues { shape, dtype, _ in
            require(
                shape.rank >= 2 && groups > 0 && shape[0].isMultiple(of: groups),
                "dirac: \(shape) is no weight [outputs, inputs, kernel...] with outputs in \(groups) groups")
            let (outputs, inputs) = (shape[0] / groups, shape[1])
            let kernel = Array(shape.dropFirst(2))
            let (taps, middle) = (kernel.reduce(1, *), kernel.reduce(0) { $0 * $1 + $1 / 2 })
            var values = [Double](repeating: 0, count: shape.elementCount)
            for group in 0..<groups {
                for channel in 0..<min(outputs, inputs) {
                    values[((group * outputs + channel) * inputs + channel) * taps + middle] = 1
                }
            }
            return Tensor(values, shape: shape).cast(to: dtype)
        }
    }
}
