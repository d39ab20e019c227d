import Chainrule

/// The softmax eˣᵢ / Σⱼ eˣⱼ along an axis, the last one by default, as a layer: `softmax(_:axis:)`.
public struct Softmax: Layer {
    public let axis: Int
    public init(axis: Int = -1) { self.axis = axis }
    public func forward(_ input: Tensor) -> Tensor { softmax(input, axis: axis) }
}

/// The logarithm of the softmax, xᵢ − log Σⱼ eˣⱼ, along an axis, the last one by default, as a layer:
/// `logSoftmax(_:axis:)`.
public struct LogSoftmax: Layer {
    public let axis: Int
    public init(axis: Int = -1) { self.axis = axis }
    public func forward(_ input: Tensor) -> Tensor { logSoftmax(input, axis: axis) }
}
