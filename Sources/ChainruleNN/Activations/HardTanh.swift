import Chainrule

/// Every element clamped to `minimum`...`maximum`; the gradient is 0 at the bounds and beyond. NaN stays.
///
/// `clip(_:_:_:)` has the same values and passes the gradient at the bounds.
///
/// Source: Collobert, "Large scale machine learning", 2004.
///
/// - Parameters:
///   - x: a tensor of any shape.
///   - minimum: the smallest value, −1 by default.
///   - maximum: the largest value, 1 by default.
/// - Precondition: `minimum` is below `maximum`.
public func hardTanh(_ x: Tensor, minimum: Double = -1, maximum: Double = 1) -> Tensor {
    require(minimum < maximum, "hardTanh: the minimum \(minimum) is not below the maximum \(maximum)")
    return select(
        minimum, where: x .<= minimum, otherwise: select(maximum, where: x .>= maximum, otherwise: x))
}

/// A piecewise linear tanh as a layer: ``hardTanh(_:minimum:maximum:)``.
public struct HardTanh: Layer {
    public let minimum: Double
    public let maximum: Double

    /// - Parameters:
    ///   - minimum: the smallest value.
    ///   - maximum: the largest value.
    /// - Precondition: `minimum` is below `maximum`.
    public init(minimum: Double = -1, maximum: Double = 1) {
        require(minimum < maximum, "HardTanh: the minimum \(minimum) is not below the maximum \(maximum)")
        self.minimum = minimum
        self.maximum = maximum
    }

    public func forward(_ input: Tensor) -> Tensor {
        hardTanh(input, minimum: minimum, maximum: maximum)
    }
}
