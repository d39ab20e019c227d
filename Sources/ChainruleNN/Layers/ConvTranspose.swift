import Chainrule

/// A transposed convolution of sequences [N, C, L] → [N, O, L′].
public typealias ConvTranspose1d = ConvTranspose<OneAxis>
/// A transposed convolution of images [N, C, H, W] → [N, O, H′, W′].
public typealias ConvTranspose2d = ConvTranspose<TwoAxes>
/// A transposed convolution of volumes [N, C, D, H, W] → [N, O, D′, H′, W′].
public typealias ConvTranspose3d = ConvTranspose<ThreeAxes>

/// Spreads every element through a kernel, as the gradient of a convolution does:
/// `transposedConvolution(_:_:stride:padding:outputPadding:dilation:groups:)` with a weight and a bias to learn.
///
/// The output's size along an axis is (size − 1)·stride − 2·padding + dilation·(kernel − 1) + outputPadding + 1. Weight
/// [C, O / groups, kernel...] and bias [O] start out uniform in ±1/√n unless the weight's ``InitialValues`` are chosen. As in
/// PyTorch, n is (O / groups)·kernel, and ``InitialValues`` take that for the fan-in: the output's channels and not the
/// input's.
///
/// ```swift
/// let layer = ConvTranspose2d(16, 8, kernel: 3, stride: 2, padding: 1, outputPadding: 1)
/// layer(Tensor.ones([64, 16, 14, 14])).shape  // [64, 8, 28, 28]
/// ```
///
/// Source: Zeiler, Krishnan, Taylor and Fergus, "Deconvolutional networks", CVPR 2010.
public struct ConvTranspose<Spatial: SpatialAxes>: WeightedLayer {
    public let weight: Parameter
    public let bias: Parameter?
    public let stride: PerAxis
    public let padding: PerAxis
    public let outputPadding: PerAxis
    public let dilation: PerAxis
    public let groups: Int

    /// - Parameters:
    ///   - inputs: the input's channels.
    ///   - outputs: the output's channels.
    ///   - kernel: the size of the area that an element is spread over.
    ///   - stride: the distance at which neighboring elements are put.
    ///   - padding: the elements cut off before and after each axis.
    ///   - outputPadding: the elements added after each axis, fewer than the stride or the dilation.
    ///   - groups: how many groups the channels are divided into; each is convolved separately.
    ///   - bias: whether a number per channel is added.
    ///   - dilation: the distance of neighboring taps of the kernel.
    ///   - weights: the initial values of the weight.
    ///   - dtype: the element type of the parameters and of the input.
    ///   - generator: the random generator of the initial values.
    /// - Precondition: sizes are positive, the groups divide the channels, and the output padding is below the stride or the
    ///   dilation.
    public init(
        _ inputs: Int, _ outputs: Int, kernel: some PerAxisConvertible, stride: some PerAxisConvertible = 1,
        padding: some PerAxisConvertible = 0, outputPadding: some PerAxisConvertible = 0, groups: Int = 1,
        bias: Bool = true, dilation: some PerAxisConvertible = 1, weights: InitialValues = .pyTorch,
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
        weight = weights.weight(Shape([inputs, outputs / groups] + sizes), dtype, generator)
        self.bias = bias ? .bias(outputs, beside: weight, generator) : nil
        self.stride = stride.perAxis
        self.padding = padding.perAxis
        self.outputPadding = outputPadding.perAxis
        self.dilation = dilation.perAxis
        self.groups = groups
    }

    public func forward(_ input: Tensor, weight: Tensor) -> Tensor {
        requireInput(input, channels: weight.shape[0], Spatial.self)
        requireInput(input, like: self.weight)
        let output = transposedConvolution(
            input, weight, stride: stride, padding: padding, outputPadding: outputPadding,
            dilation: dilation, groups: groups)
        return bias.map { output + $0.value.perChannel(rank: output.rank) } ?? output
    }

    /// As in `ConvTranspose2d(16 → 8, 3×3)`, followed by the dotted name if the layer has been found in a module.
    public var description: String {
        let shape = weight.type.shape
        return weight.layer(Self.summary(shape[0], shape[1] * groups, Array(shape.dropFirst(2))))
    }

    private static func summary(_ inputs: Int, _ outputs: Int, _ kernel: [Int]) -> String {
        "ConvTranspose\(Spatial.count)d(\(inputs) → \(outputs), \(product(kernel)))"
    }
}
