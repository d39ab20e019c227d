import Chainrule

/// Averages of [N, C, L] over as many parts as the output has elements.
public typealias AdaptiveAvgPool1d = AdaptiveAvgPool<OneAxis>
/// Averages of [N, C, H, W] over as many parts as the output has elements.
public typealias AdaptiveAvgPool2d = AdaptiveAvgPool<TwoAxes>
/// Averages of [N, C, D, H, W] over as many parts as the output has elements.
public typealias AdaptiveAvgPool3d = AdaptiveAvgPool<ThreeAxes>
/// The largest elements of [N, C, L] in as many parts as the output has elements.
public typealias AdaptiveMaxPool1d = AdaptiveMaxPool<OneAxis>
/// The largest elements of [N, C, H, W] in as many parts as the output has elements.
public typealias AdaptiveMaxPool2d = AdaptiveMaxPool<TwoAxes>
/// The largest elements of [N, C, D, H, W] in as many parts as the output has elements.
public typealias AdaptiveMaxPool3d = AdaptiveMaxPool<ThreeAxes>

/// The mean of each part of an input of any size: [N, C, spatial...] becomes [N, C, output...].
///
/// Output i of an axis is the mean of the elements ⌊i·size / output⌋ ..< ⌈(i + 1)·size / output⌉, as in PyTorch; parts
/// overlap where the sizes do not divide. Then it is computed as a product with a matrix along each axis, so NaN or an
/// infinity reaches all outputs along its row and column.
///
/// ```swift
/// AdaptiveAvgPool2d(7)(Tensor.ones([1, 512, 10, 13])).shape  // [1, 512, 7, 7]
/// ```
public struct AdaptiveAvgPool<Spatial: SpatialAxes>: Layer, CustomStringConvertible {
    public let output: PerAxis

    /// - Parameter output: the output's sizes, one for all spatial axes or one each.
    /// - Precondition: sizes are positive.
    public init(_ output: some PerAxisConvertible) {
        self.output = output.perAxis
        requireSizes(self.output, Spatial.self, "\(self)")
    }

    public func forward(_ input: Tensor) -> Tensor {
        requireInput(input, Spatial.self)
        let parts = parts(of: input, output)
        if let kernel = parts.evenSizes { return averagePool(input, kernel: kernel) }
        return input.applyingAlongAxes(
            zip(parts, input.shape.suffix(from: 2)).map { parts, size in
                parts.map { part in (0..<size).map { part.contains($0) ? 1 / Double(part.count) : 0 } }
            })
    }

    /// As in `AdaptiveAvgPool2d(7×7)`.
    public var description: String {
        "AdaptiveAvgPool\(Spatial.count)d(\(product(output.resolved(axes: Spatial.count))))"
    }
}

/// The largest element of each part of an input of any size: [N, C, spatial...] becomes [N, C, output...].
///
/// The parts are those of ``AdaptiveAvgPool``. The gradient goes to the first of the largest.
public struct AdaptiveMaxPool<Spatial: SpatialAxes>: Layer, CustomStringConvertible {
    public let output: PerAxis

    /// - Parameter output: the output's sizes, one for all spatial axes or one each.
    /// - Precondition: sizes are positive.
    public init(_ output: some PerAxisConvertible) {
        self.output = output.perAxis
        requireSizes(self.output, Spatial.self, "\(self)")
    }

    public func forward(_ input: Tensor) -> Tensor {
        requireInput(input, Spatial.self)
        let parts = parts(of: input, output)
        if let kernel = parts.evenSizes { return maxPool(input, kernel: kernel) }
        // The parts side by side, the shorter ones filled up with their last element, which never wins against itself.
        let longest = parts.map { $0.map(\.count).max()! }
        let places = zip(parts, longest).map { parts, length in
            parts.flatMap { part in (0..<length).map { min(part.lowerBound + $0, part.upperBound - 1) } }
        }
        return maxPool(input.elements(at: places), kernel: longest)
    }

    /// As in `AdaptiveMaxPool2d(7×7)`.
    public var description: String {
        "AdaptiveMaxPool\(Spatial.count)d(\(product(output.resolved(axes: Spatial.count))))"
    }
}

private func requireSizes<Spatial: SpatialAxes>(_ output: PerAxis, _ spatial: Spatial.Type, _ name: String) {
    let sizes = output.resolved(axes: Spatial.count)
    require(
        sizes.count == Spatial.count && sizes.allSatisfy { $0 > 0 },
        "\(name): needs \(Spatial.count) output sizes that are positive")
}

extension Module where Self: CustomStringConvertible {
    /// The places of every spatial axis that each output sees.
    fileprivate func parts(of input: Tensor, _ output: PerAxis) -> [[Range<Int>]] {
        requireInput(input, input.shape.dropFirst(2).allSatisfy { $0 > 0 }, "an input with elements")
        let counts = output.resolved(axes: input.rank - 2)
        return zip(input.shape.suffix(from: 2), counts).map { size, count in
            (0..<count).map { $0 * size / count..<(($0 + 1) * size + count - 1) / count }
        }
    }
}

extension [[Range<Int>]] {
    /// The size of the parts along each axis if they lie side by side and are equally long.
    fileprivate var evenSizes: [Int]? {
        let sizes = map { $0[0].count }
        let isEven = zip(self, sizes).allSatisfy { parts, size in
            parts.enumerated().allSatisfy { $1 == $0 * size..<($0 + 1) * size }
        }
        return isEven ? sizes : nil
    }
}
