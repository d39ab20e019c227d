import Chainrule
import TestSupport
import Testing

/// Compares H·u of a scalar function with the change of its gradient along a random direction u.
func expectSecondDerivativesMatchDifferences(
    of function: (Tensor) -> Tensor, at x: Tensor, sourceLocation: SourceLocation = #_sourceLocation
) {
    let direction = Tensor.uniform(x.shape, in: -1..<1, dtype: .float64, from: Generator(seed: 7))
    let step = 1e-5
    func gradient(at x: Tensor) -> Tensor { gradients(of: function(x), withRespectTo: x) }
    let difference = gradient(at: x + direction * step) - gradient(at: x - direction * step)
    expectClose(
        hessianVectorProduct(of: function, at: x, direction: direction), difference / (2 * step),
        tolerance: 1e-7, "the second derivative", sourceLocation: sourceLocation)
}
