/// A primitive that networks use as an activation function.
package protocol ActivationFunction: UnaryPrimitive {
    static var flatOutputs: FlatOutputs { get }
}

/// The outputs of an activation function where it is flat, so that next to no gradient passes.
public enum FlatOutputs: Sendable, Hashable {
    /// Zero, as of a ReLU.
    case zero
    /// Numbers within 0.01 of a bound, as of a sigmoid.
    case bounds(ClosedRange<Double>)

    /// Which elements of `output` are among them.
    package func contain(_ output: Tensor) -> Tensor {
        switch self {
        case .zero: output .<= 0
        case .bounds(let range): (output .< range.lowerBound + 0.01) .| (output .> range.upperBound - 0.01)
        }
    }
}
