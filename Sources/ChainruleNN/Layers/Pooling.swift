import Chainrule

/// The largest element under a window that slides over [N, C, L].
public typealias MaxPool1d = MaxPool<OneAxis>
/// The largest element under a window that slides over [N, C, H, W].
public typealias MaxPool2d = MaxPool<TwoAxes>
/// The largest element under a window that slides over [N, C, D, H, W].
public typealias MaxPool3d = MaxPool<ThreeAxes>
/// The mean of the elements under a window that slides over [N, C, L].
public typealias AvgPool1d = AvgPool<OneAxis>
/// The mean of the elements under a window that slides over [N, C, H, W].
public typealias AvgPool2d = AvgPool<TwoAxes>
/// The mean of the elements under a window that slides over [N, C, D, H, W].
public typealias AvgPool3d = AvgPool<ThreeAxes>

/// The largest element under a window: `maxPool(_:kernel:stride:padding:dilation:ceilMode:)` as a layer.
///
/// [N, C, spatial...] becomes [N, C, spatial′...]; the size along an axis is
/// ⌊(size + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1. The gradient goes to the first of the largest. With
/// `ceilMode` the size is rounded up, except for a window that would start behind the input's last element.
public struct MaxPool<Spatial: SpatialAxes>: Layer, CustomStringConvertible {
    public let kernel: PerAxis
    public let stride: PerAxis
    public let padding: PerAxis
    public let dilation: PerAxis
    public let ceilMode: Bool

    /// - Parameters:
    ///   - kernel: the window's size.
    ///   - stride: the distance of neighboring windows; the window's size if left out.
    ///   - padding: the places put before and after each axis, which never win.
    ///   - dilation: the distance of neighboring places of a window.
    ///   - ceilMode: whether there is a last window for elements that the others leave over.
    public init(
        _ kernel: some PerAxisConvertible, stride: (some PerAxisConvertible)? = PerAxis?.none,
        padding: some PerAxisConvertible = 0, dilation: some PerAxisConvertible = 1, ceilMode: Bool = false
    ) {
        self.kernel = kernel.perAxis
        self.stride = stride?.perAxis ?? kernel.perAxis
        self.padding = padding.perAxis
        self.dilation = dilation.perAxis
        self.ceilMode = ceilMode
    }

    public func forward(_ input: Tensor) -> Tensor {
        requireInput(input, Spatial.self)
        return maxPool(
            input, kernel: kernel, stride: stride, padding: padding, dilation: dilation, ceilMode: ceilMode)
    }

    /// As in `MaxPool2d(3×3)`.
    public var description: String {
        "MaxPool\(Spatial.count)d(\(product(kernel.resolved(axes: Spatial.count))))"
    }
}

/// The mean under a window: `averagePool(_:kernel:stride:padding:ceilMode:countIncludesPadding:divisor:)` as a layer.
///
/// [N, C, spatial...] becomes [N, C, spatial′...]; the size along an axis is
/// ⌊(size + 2·padding − kernel) / stride⌋ + 1. With `ceilMode` it is rounded up, except for a window that would start behind
/// the input's last element; what lies behind the padding never counts in a mean.
public struct AvgPool<Spatial: SpatialAxes>: Layer, CustomStringConvertible {
    public let kernel: PerAxis
    public let stride: PerAxis
    public let padding: PerAxis
    public let ceilMode: Bool
    public let countIncludesPadding: Bool
    public let divisor: Int?

    /// - Parameters:
    ///   - kernel: the window's size.
    ///   - stride: the distance of neighboring windows; the window's size if left out.
    ///   - padding: the zeros put before and after each axis.
    ///   - ceilMode: whether there is a last window for elements that the others leave over.
    ///   - countIncludesPadding: whether these zeros count in the mean.
    ///   - divisor: what every sum is divided by instead of the number of elements, as PyTorch's `divisor_override`; 1
    ///     makes sums.
    /// - Precondition: the divisor is positive.
    public init(
        _ kernel: some PerAxisConvertible, stride: (some PerAxisConvertible)? = PerAxis?.none,
        padding: some PerAxisConvertible = 0, ceilMode: Bool = false, countIncludesPadding: Bool = true,
        divisor: Int? = nil
    ) {
        self.kernel = kernel.perAxis
        self.stride = stride?.perAxis ?? kernel.perAxis
        self.padding = padding.perAxis
        self.ceilMode = ceilMode
        self.countIncludesPadding = countIncludesPadding
        self.divisor = divisor
    }

    public func forward(_ input: Tensor) -> Tensor {
        requireInput(input, Spatial.self)
        return averagePool(
            input, kernel: kernel, stride: stride, padding: padding, ceilMode: ceilMode,
            countIncludesPadding: countIncludesPadding, divisor: divisor)
    }

    /// As in `AvgPool2d(3×3)`.
    public var description: String {
        "AvgPool\(Spatial.count)d(\(product(kernel.resolved(axes: Spatial.count))))"
    }
}

/// The largest element of every channel: [N, C, spatial...] becomes [N, C]. Over text: the maximum over time.
///
/// The gradient goes to the largest element, the first in row-major order if there are several.
public struct GlobalMaxPool: Layer {
    public init() {}
    public func forward(_ input: Tensor) -> Tensor { globalMaxPool(input).flattened(from: 1) }
}

/// The mean of every channel: [N, C, spatial...] becomes [N, C].
public struct GlobalAveragePool: Layer {
    public init() {}
    public func forward(_ input: Tensor) -> Tensor { globalAveragePool(input).flattened(from: 1) }
}
