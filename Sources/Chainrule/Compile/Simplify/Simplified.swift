/// Tensors of the same values as `outputs`, in the same order and of the same types, that take less work.
///
/// Equal parts of the graph become one, constants are folded, identities of arithmetic and of shapes are
/// used, work is done before a broadcast instead of after it, reductions get by with fewer and smaller
/// operands, and what a loop over time steps does in every step is done for all of them at once where it can be. What no output depends on is never visited. The result is for evaluation: where gradients stopped
/// or followed a rule of the user's, no trace of that is left, so differentiate before.
///
/// Values may differ from those of `outputs` in these ways alone:
/// - Real products, quotients and sums, matrix products included, are reassociated, which rounds differently. Where a part of them
///   overflows or is not finite, the place of the first such number may be another, and so the outcome.
/// - The sign of a zero: x + 0, the sum of a single element and the sum of padded parts leave −0 as it is.
/// - x to the power of a tensor of ½ or −½ becomes √x and 1/√x, which treats −0 and −∞ differently.
/// - The sum of x − mean(x) along the axes of the mean is 0, and not what rounding leaves of it, even where x
///   is not finite. So is the sum of its products with what is constant along these axes.
///
/// - Parameter foldsConstants: Whether the values of leaves are part of the program, as in a compiled
///   function. Otherwise they are data: no value is looked at, and no rule depends on one.
package func simplified(_ outputs: [Tensor], foldsConstants: Bool = true) -> [Tensor] {
    Simplifier(foldsConstants: foldsConstants).simplified(outputs)
}
