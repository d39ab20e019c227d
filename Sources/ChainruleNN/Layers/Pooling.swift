import Chainrule

/// The largest element under a window that slides over [N, C, L].
public typealias MaxPool1d = MaxPool<OneAxis>
/// The largest element under a window that slides over [N, C, H, W].
public typealias MaxPool2d = MaxPool<TwoAxes>
/// The mean of the elements under a window that slides over [N, C, L].
public typealias AvgPool1d = AvgPool<OneAxis>
/// The mean of the elements under a window that slides over [N, C, H, W].
public typealias AvgPool2d = AvgPool<TwoAxes>

/// The largest element under a window: `maxPool(_:kernel:stride:padding:dilation:)` as a layer.
///
/// [N, C, spatial...] becomes [N, C, spatial′...]; the size along an axis is
/// ⌊(size + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1. The gradient goes to the first of the largest.
public struct MaxPool<Spatial: SpatialAxes>: Layer, CustomStringConvertible {
    public let kernel: PerAxis
    public let stride: PerAxis
    public let padding: PerAxis
    public let dilation: PerAxis

    /// - Parameters:
    ///   - kernel: the window's size.
    ///   - stride: the distance of neighboring windows; the window's size if left out.
    ///   - padding: the places put before and after each axis, which never win.
    ///   - dilation: the distance of neighboring places of a window.
    public init(
        _ kernel: some PerAxisConvertible, stride: (some PerAxisConvertible)? = PerAxis?.none,
        padding: some PerAxisConvertible = 0, dilation: some PerAxisConvertible = 1
    ) {
        self.kernel = kernel.perAxis
        self.stride = stride?.perAxis ?? kernel.perAxis
        self.padding = padding.perAxis
        self.dilation = dilation.perAxis
    }

    public func forward(_ input: Tensor) -> Tensor {
        requireInput(input, Spatial.self)
        return maxPool(input, kernel: kernel, stride: stride, padding: padding, dilation: dilation)
    }

    /// As in `MaxPool2d(3×3)`.
    public var description: String {
        "MaxPool\(Spatial.count)d(\(product(kernel.resolved(axes: Spatial.count))))"
    }
}

/// The mean under a window: `averagePool(_:kernel:stride:padding:countIncludesPadding:)` as a layer.
///
/// [N, C, spatial...] becomes [N, C, spatial′...]; the size along an axis is
/// ⌊(size + 2·padding − kernel) / stride⌋ + 1.
public struct AvgPool<Spatial: SpatialAxes>: Layer, CustomStringConvertible {
    public let kernel: PerAxis
    public let stride: PerAxis
    public let padding: PerAxis
    public let countIncludesPadding: Bool

    /// - Parameters:
    ///   - kernel: the window's size.
    ///   - stride: the distance of neighboring windows; the window's size if left out.
    ///   - padding: the zeros put before and after each axis.
    ///   - countIncludesPadding: whether these zeros count in the mean.
    public init(
        _ kernel: some PerAxisConvertible, stride: (some PerAxisConvertible)? = PerAxis?.none,
        padding: some PerAxisConvertible = 0, countIncludesPadding: Bool = true
    ) {
        self.kernel = kernel.perAxis
        self.stride = stride?.perAxis ?? kernel.perAxis
        self.padding = padding.perAxis
        self.countIncludesPadding = countIncludesPadding
    }

    public func forward(_ input: Tensor) -> Tensor {
        requireInput(input, Spatial.self)
        return averagePool(
            input, kernel: kernel, stride: stride, padding: padding,
            countIncludesPadding: countIncludesPadding)
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
