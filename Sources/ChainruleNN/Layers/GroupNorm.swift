import Chainrule

/// Normalizes groups of channels of every example to mean 0 and variance 1, then applies a weight and a bias per channel
/// that are learned: y = (x − mean) / √(variance + ε) · weight + bias, of the shape of x.
///
/// The input is [N, C] or [N, C, spatial...]. Mean and (biased) variance are taken over the channels of a group and all
/// spatial axes, so the examples of a batch do not influence each other. One group is layer normalization over everything,
/// as many groups as channels is ``InstanceNorm``. Weight and bias, `[C]`, start as 1 and 0 and have PyTorch's names.
///
/// ```swift
/// let layer = GroupNorm(groups: 8, 64)
/// layer(Tensor.ones([4, 64, 32, 32])).shape  // [4, 64, 32, 32]
/// ```
///
/// Source: Wu and He, "Group normalization", ECCV 2018.
public struct GroupNorm: Layer, CustomStringConvertible {
    public let weight: Parameter?
    public let bias: Parameter?
    public let groups: Int
    public let channels: Int
    public let epsilon: Double

    /// - Parameters:
    ///   - groups: how many groups the channels are divided into.
    ///   - channels: the size of axis 1.
    ///   - epsilon: added to the variance before the square root.
    ///   - affine: whether there are a weight and a bias.
    ///   - dtype: the element type of the parameters and, if there are any, of the input.
    /// - Precondition: `channels` is a positive multiple of `groups`.
    public init(
        groups: Int, _ channels: Int, epsilon: Double = 1e-5, affine: Bool = true, dtype: DType = .float32
    ) {
        self.groups = groups
        self.channels = channels
        self.epsilon = epsilon
        weight = affine ? Parameter(.ones([max(0, channels)], dtype: dtype), name: "weight") : nil
        bias = affine ? Parameter(.zeros([max(0, channels)], dtype: dtype), name: "bias") : nil
        require(
            groups > 0 && channels > 0 && channels % groups == 0,
            "\(self): \(groups) groups do not divide \(channels) channels")
    }

    public func forward(_ input: Tensor) -> Tensor {
        requireInput(
            input, input.rank >= 2 && input.shape[1] == channels, "an input [N, \(channels), spatial...]")
        if let weight { requireInput(input, like: weight) }
        let spatial = Array(input.shape.dropFirst(2))
        let grouped = input.reshaped(to: Shape([input.shape[0], groups, channels / groups] + spatial))
        func perChannel(_ parameter: Parameter) -> Tensor {
            parameter.value.reshaped(to: Shape([1, groups, channels / groups] + spatial.map { _ in 1 }))
        }
        let (_, distance, variance) = grouped.centered(over: Array(2..<grouped.rank))
        return distance.normalized(
            variance: variance, epsilon: epsilon, weight: weight.map(perChannel), bias: bias.map(perChannel)
        ).reshaped(to: input.shape)
    }

    /// As in `GroupNorm(8 groups of 64)`, followed by the dotted name if the layer has been found in a module.
    public var description: String {
        let summary = "GroupNorm(\(groups) groups of \(channels))"
        return weight?.layer(summary) ?? summary
    }
}
