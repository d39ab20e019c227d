import Chainrule

/// The gated linear unit a·sigmoid(b), where a and b are the two halves of x along an axis.
///
/// Source: Dauphin, Fan, Auli and Grangier, "Language modeling with gated convolutional networks", ICML 2017.
///
/// - Parameters:
///   - x: a tensor whose size along the axis is even; it is halved.
///   - axis: the last one by default.
/// - Precondition: the axis exists and has an even size.
public func glu(_ x: Tensor, axis: Int = -1) -> Tensor {
    let halves = x.split(count: 2, axis: axis)
    return halves[0] * sigmoid(halves[1])
}

/// The gated linear unit as a layer: ``glu(_:axis:)``.
public struct GLU: Layer {
    public let axis: Int

    /// - Parameter axis: along which the input is halved, the last one by default.
    public init(axis: Int = -1) { self.axis = axis }
    public func forward(_ input: Tensor) -> Tensor { glu(input, axis: axis) }
}
