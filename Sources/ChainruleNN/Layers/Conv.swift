import Chainrule

/// A convolution of sequences [N, C, L] → [N, O, L′].
public typealias Conv1d = Conv<OneAxis>
/// A convolution of images [N, C, H, W] → [N, O, H′, W′].
public typealias Conv2d = Conv<TwoAxes>
/// A convolution of volumes [N, C, D, H, W] → [N, O, D′, H′, W′].
public typealias Conv3d = Conv<ThreeAxes>

/// Slides kernels over the spatial axes of [N, C, spatial...]: `convolution(_:_:stride:padding:dilation:groups:)`
/// with a weight and a bias to learn.
///
/// The output's size along an axis is ⌊(size + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1. Weight
/// [O, C / groups, kernel...] and bias [O] start out uniform in ±1/√n, n being the number of elements of a kernel over all
/// its channels, unless the weight's ``InitialValues`` are chosen.
///
/// ```swift
/// let layer = Conv2d(3, 16, kernel: 5, padding: 2)
/// layer(Tensor.ones([64, 3, 32, 32])).shape  // [64, 16, 32, 32]
/// ```
public struct Conv<Spatial: SpatialAxes>: WeightedLayer {
    public let weight: Parameter
    public let bias: Parameter?
    public let stride: PerAxis
    public let padding: PerAxis
    public let dilation: PerAxis
    public let groups: Int

    /// - Parameters:
    ///   - inputs: the input's channels.
    ///   - outputs: the output's channels.
    ///   - kernel: the window's size.
    ///   - stride: the distance of neighboring windows.
    ///   - padding: the zeros put before and after each axis.
    ///   - dilation: the distance of neighboring taps of a window.
    ///   - groups: how many groups the channels are divided into; each is convolved separately.
    ///   - bias: whether a number per channel is added.
    ///   - weights: the initial values of the weight.
    ///   - dtype: the element type of the parameters and of the input.
    ///   - generator: the random generator of the initial values.
    /// - Precondition: sizes are positive and the groups divide the channels.
    public init(
        _ inputs: Int, _ outputs: Int, kernel: some PerAxisConvertible, stride: some PerAxisConvertible = 1,
        padding: some PerAxisConvertible = 0,
        dilation: some PerAxisConvertible = 1, groups: Int = 1, bias: Bool = true,
        weights: InitialValues = .pyTorch,
        dtype: DType = .float32, from generator: Generator = .current
    ) {
        let sizes = kernel.perAxis.resolved(axes: Spatial.count)
        let name = Self.summary(inputs, outputs, sizes)
        require(
            sizes.count == Spatial.count && ([inputs, outputs] + sizes).allSatisfy { $0 > 0 },
            "\(name): needs channels and \(Spatial.count) kernel sizes that are positive")
        require(
            groups > 0 && inputs % groups == 0 && outputs % groups == 0,
            "\(name): \(groups) groups do not divide the channels")
        weight = weights.weight(Shape([outputs, inputs / groups] + sizes), dtype, generator)
        self.bias = bias ? .bias(beside: weight, generator) : nil
        self.stride = stride.perAxis
        self.padding = padding.perAxis
        self.dilation = dilation.perAxis
        self.groups = groups
    }

    public func forward(_ input: Tensor, weight: Tensor) -> Tensor {
        requireInput(input, channels: inputs, Spatial.self)
        requireInput(input, like: self.weight)
        let output = convolution(
            input, weight, stride: stride, padding: padding, dilation: dilation, groups: groups)
        return bias.map { output + $0.value.perChannel(rank: output.rank) } ?? output
    }

    /// As in `Conv2d(3 → 16, 5×5)`, followed by the dotted name if the layer has been found in a module.
    public var description: String {
        let shape = weight.type.shape
        return weight.layer(Self.summary(inputs, shape[0], Array(shape.dropFirst(2))))
    }

    private var inputs: Int { weight.type.shape[1] * groups }

    private static func summary(_ inputs: Int, _ outputs: Int, _ kernel: [Int]) -> String {
        "Conv\(Spatial.count)d(\(inputs) → \(outputs), \(product(kernel)))"
    }
}
