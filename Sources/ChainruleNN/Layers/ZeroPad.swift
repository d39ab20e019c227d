import Chainrule

/// Puts zeros before and after the spatial axes of [N, C, spatial...].
///
/// ```swift
/// ZeroPad(2)                               // two rows and columns on every side
/// ZeroPad(before: [0, 1], after: [2, 1])   // two rows at the bottom, a column on the left and on the right
/// ```
public struct ZeroPad: Layer, CustomStringConvertible {
    public let before: PerAxis
    public let after: PerAxis

    /// - Parameters:
    ///   - before: the zeros before each axis.
    ///   - after: the zeros after each axis.
    public init(before: some PerAxisConvertible, after: some PerAxisConvertible) {
        self.before = before.perAxis
        self.after = after.perAxis
    }

    /// As many zeros before as after each axis.
    public init(_ padding: some PerAxisConvertible) { self.init(before: padding, after: padding) }

    public func forward(_ input: Tensor) -> Tensor {
        let margins = margins(of: input, before, after)
        return input.padded([(0, 0), (0, 0)] + margins)
    }

    /// As in `ZeroPad`.
    public var description: String { "ZeroPad" }
}

/// Cuts elements off before and after the spatial axes of [N, C, spatial...].
///
/// ```swift
/// Crop(2)                               // two rows and columns on every side
/// Crop(before: [0, 1], after: [2, 1])   // two rows at the bottom, a column on the left and on the right
/// ```
public struct Crop: Layer, CustomStringConvertible {
    public let before: PerAxis
    public let after: PerAxis

    /// - Parameters:
    ///   - before: the elements cut off at the beginning of each axis.
    ///   - after: the elements cut off at the end of each axis.
    public init(before: some PerAxisConvertible, after: some PerAxisConvertible) {
        self.before = before.perAxis
        self.after = after.perAxis
    }

    /// As many elements at the beginning as at the end of each axis.
    public init(_ margin: some PerAxisConvertible) { self.init(before: margin, after: margin) }

    public func forward(_ input: Tensor) -> Tensor {
        let margins = margins(of: input, before, after)
        return margins.enumerated().reduce(input) { cropped, margin in
            let (axis, (before, after)) = (margin.offset + 2, margin.element)
            let rest = input.shape[axis] - before - after
            requireInput(input, rest >= 0, "axis \(axis) to have at least \(before + after) elements")
            return cropped.split(sizes: [before, rest, after], axis: axis)[1]
        }
    }

    /// As in `Crop`.
    public var description: String { "Crop" }
}

extension Module where Self: CustomStringConvertible {
    /// The margins of every spatial axis.
    fileprivate func margins(
        of input: Tensor, _ before: PerAxis, _ after: PerAxis
    ) -> [(before: Int, after: Int)] {
        requireInput(input, input.rank > 2, "an input [N, C, spatial...]")
        let axes = input.rank - 2
        let (before, after) = (before.resolved(axes: axes), after.resolved(axes: axes))
        requireInput(
            input, before.count == axes && after.count == axes && (before + after).allSatisfy { $0 >= 0 },
            "\(max(before.count, after.count)) spatial axes and margins that are not negative")
        return zip(before, after).map { ($0, $1) }
    }
}
