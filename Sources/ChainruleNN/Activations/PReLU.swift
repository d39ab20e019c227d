import Chainrule

/// A leaky ReLU whose slope is learned: x where it is positive and weight·x elsewhere.
///
/// The input is of any shape with one slope for all, [N, channels, ...] with one for every channel. The gradient at
/// 0 is the slope. Leave `weight` out of weight decay: that would pull the layer toward a ReLU.
///
/// Source: He, Zhang, Ren and Sun, "Delving deep into rectifiers", ICCV 2015.
public struct PReLU: Layer, CustomStringConvertible {
    /// The slopes [count].
    public let weight: Parameter

    /// - Parameters:
    ///   - count: how many slopes there are: 1, or the input's channels.
    ///   - initial: the initial value of the slopes.
    ///   - dtype: the element type of the slopes and of the input.
    /// - Precondition: `count` is positive.
    public init(_ count: Int = 1, initial: Double = 0.25, dtype: DType = .float32) {
        require(count > 0, "PReLU(\(count)): the number of slopes must be positive")
        weight = Parameter(.full([count], initial, dtype: dtype), name: "weight")
    }

    public func forward(_ input: Tensor) -> Tensor {
        let count = weight.type.shape[0]
        requireInput(input, like: weight)
        requireInput(
            input, count == 1 || input.rank >= 2 && input.shape[1] == count, "an input [N, \(count), ...]")
        let slopes = count == 1 ? weight.value : weight.value.perChannel(rank: input.rank)
        return select(input, where: input .> 0, otherwise: input * slopes)
    }

    /// As in `PReLU(64)`, followed by the dotted name if the layer has been found in a module.
    public var description: String { weight.layer("PReLU(\(weight.type.shape[0]))") }
}
