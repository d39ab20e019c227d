import Chainrule

/// Makes the spatial axes of [N, C, spatial...] larger, or smaller, by interpolation.
///
/// With the scale s = input size / output size along an axis (or 1 / `scale`, where that is given), output i stands at the
/// place s·(i + ½) − ½ of the input; with `alignCorners` the first and last elements stay where they are, and it stands at
/// i·(size − 1) / (output size − 1). The modes are PyTorch's:
///
/// * `nearest`: the element ⌊s·i⌋; `nearestExact`: the element ⌊s·(i + ½)⌋, nearest to the place.
/// * `linear`, `bilinear`, `trilinear` for one, two, three spatial axes: the two neighbors of the place, weighted by
///   nearness; places before the first element count as the first.
/// * `bicubic`: four neighbors along both axes, weighted by Keys's cubic with a = −0.75; elements beyond an edge are those
///   at the edge.
///
/// All but the nearest modes are computed as products with a matrix along each axis, so NaN or an infinity reaches all outputs
/// along its row and column.
///
/// ```swift
/// Upsample(scale: 2)(Tensor.ones([1, 3, 16, 16])).shape                       // [1, 3, 32, 32]
/// Upsample(size: [20, 30], mode: .bilinear)(Tensor.ones([1, 3, 16, 16])).shape  // [1, 3, 20, 30]
/// ```
///
/// Source: PyTorch's `Upsample`; Keys, "Cubic convolution interpolation for digital image processing", 1981.
public struct Upsample: Layer, CustomStringConvertible {
    /// How outputs are made of the elements around their places.
    public enum Mode: String, Sendable {
        case nearest, nearestExact, linear, bilinear, trilinear, bicubic

        /// The number of spatial axes that the mode is for; nil if it is for any.
        fileprivate var axisCount: Int? {
            switch self {
            case .nearest, .nearestExact: nil
            case .linear: 1
            case .bilinear, .bicubic: 2
            case .trilinear: 3
            }
        }
    }

    private enum Target {
        case size(PerAxis)
        case scale([Double])
    }

    public let mode: Mode
    public let alignCorners: Bool
    private let target: Target

    /// - Parameters:
    ///   - size: the output's sizes, one for all spatial axes or one each.
    ///   - mode: how elements are interpolated.
    ///   - alignCorners: whether the first and last elements keep their places; not for the nearest modes.
    public init(size: some PerAxisConvertible, mode: Mode = .nearest, alignCorners: Bool = false) {
        self.init(.size(size.perAxis), mode, alignCorners)
    }

    /// - Parameters:
    ///   - scale: the factor of the sizes, which are rounded down.
    ///   - mode: how elements are interpolated.
    ///   - alignCorners: whether the first and last elements keep their places; not for the nearest modes.
    public init(scale: Double, mode: Mode = .nearest, alignCorners: Bool = false) {
        self.init(.scale([scale]), mode, alignCorners)
    }

    /// - Parameters:
    ///   - scale: the factors of the sizes, one for each spatial axis.
    ///   - mode: how elements are interpolated.
    ///   - alignCorners: whether the first and last elements keep their places; not for the nearest modes.
    public init(scale: [Double], mode: Mode = .nearest, alignCorners: Bool = false) {
        self.init(.scale(scale), mode, alignCorners)
    }

    private init(_ target: Target, _ mode: Mode, _ alignCorners: Bool) {
        self.target = target
        self.mode = mode
        self.alignCorners = alignCorners
        require(
            !alignCorners || ![.nearest, .nearestExact].contains(mode),
            "\(self): alignCorners is not for the mode \(mode)")
        if case .scale(let scale) = target {
            require(
                !scale.isEmpty && scale.allSatisfy { $0 > 0 && $0.isFinite },
                "\(self): scales must be positive")
        }
    }

    public func forward(_ input: Tensor) -> Tensor {
        let axes = input.rank - 2
        requireInput(
            input, mode.axisCount.map { $0 == axes } ?? (1...3).contains(axes),
            "an input [N, C, spatial...] with \(mode.axisCount.map { "\($0)" } ?? "1 to 3") spatial axes")
        let resamplings = resamplings(of: input)
        switch mode {
        case .nearest, .nearestExact:
            let places = resamplings.map { mode == .nearest ? $0.nearest : $0.nearestExact }
            if let factors = repetitions(of: Array(input.shape.dropFirst(2)), in: places) {
                return input.repeated(factors)
            }
            return input.elements(at: places)
        case .linear, .bilinear, .trilinear: return input.applyingAlongAxes(resamplings.map(\.linear))
        case .bicubic: return input.applyingAlongAxes(resamplings.map(\.cubic))
        }
    }

    /// As in `Upsample(scale 2, nearest)`.
    public var description: String {
        let size =
            switch target {
            case .size(let size): "size \(product(size.resolved(axes: mode.axisCount ?? 1)))"
            case .scale(let scale): "scale \(scale.map { "\($0)" }.joined(separator: "×"))"
            }
        return "Upsample(\(size), \(mode))"
    }

    private func resamplings(of input: Tensor) -> [Resampling] {
        let sizes = Array(input.shape.dropFirst(2))
        let scales: [Double?]
        let outputs: [Int]
        switch target {
        case .size(let size):
            outputs = size.resolved(axes: sizes.count)
            scales = sizes.map { _ in nil }
        case .scale(let scale):
            scales = scale.count == 1 ? sizes.map { _ in scale[0] } : scale
            outputs = zip(sizes, scales).map { Int((Double($0) * $1!).rounded(.down)) }
        }
        requireInput(
            input, outputs.count == sizes.count && scales.count == sizes.count,
            "as many spatial axes as sizes or scales")
        requireInput(
            input, (sizes + outputs).allSatisfy { $0 > 0 }, "sizes before and after of at least one")
        return sizes.indices.map {
            Resampling(size: sizes[$0], output: outputs[$0], scale: scales[$0], alignsCorners: alignCorners)
        }
    }
}

/// How often each element is repeated along every axis, if that is what the places of outputs come to.
private func repetitions(of sizes: [Int], in places: [[Int]]) -> [Int]? {
    let factors = zip(places, sizes).map { $0.count / $1 }
    let areRepeated = zip(places, zip(sizes, factors)).allSatisfy { places, axis in
        places == (0..<axis.0).flatMap { [Int](repeating: $0, count: axis.1) }
    }
    return areRepeated ? factors : nil
}

extension Tensor {
    /// Every element of [N, C, spatial...] several times along the spatial axes.
    fileprivate func repeated(_ factors: [Int]) -> Tensor {
        let sizes = Array(shape.dropFirst(2))
        let leading = Array(shape.prefix(2))
        let split = reshaped(to: Shape(leading + sizes.flatMap { [$0, 1] }))
        let spread = split.broadcast(to: Shape(leading + zip(sizes, factors).flatMap { [$0, $1] }))
        return spread.reshaped(to: Shape(leading + zip(sizes, factors).map { $0 * $1 }))
    }
}
