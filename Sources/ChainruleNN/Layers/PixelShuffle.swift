import Chainrule

/// Makes images larger out of their channels: [N, C·r², H, W] becomes [N, C, H·r, W·r].
///
/// Channel c·r² + i·r + j holds the places (y·r + i, x·r + j) of output channel c.
///
/// Source: Shi and others, "Real-time single image and video super-resolution using an efficient sub-pixel convolutional
/// neural network", CVPR 2016.
public struct PixelShuffle: Layer, CustomStringConvertible {
    public let factor: Int

    /// - Parameter factor: r, by which height and width grow.
    /// - Precondition: `factor` is positive.
    public init(_ factor: Int) {
        self.factor = factor
        require(factor > 0, "\(self): the factor must be positive")
    }

    public func forward(_ input: Tensor) -> Tensor {
        requireInput(
            input, input.rank == 4 && input.shape[1] % (factor * factor) == 0,
            "an input [N, C, H, W] whose channels are a multiple of \(factor * factor)")
        let (n, c, h, w) = (
            input.shape[0], input.shape[1] / (factor * factor), input.shape[2], input.shape[3]
        )
        return input.reshaped(to: Shape([n, c, factor, factor, h, w])).permuted([0, 1, 4, 2, 5, 3])
            .reshaped(to: Shape([n, c, h * factor, w * factor]))
    }

    /// As in `PixelShuffle(2)`.
    public var description: String { "PixelShuffle(\(factor))" }
}

/// Makes images smaller and their channels more, the inverse of ``PixelShuffle``: [N, C, H·r, W·r] becomes
/// [N, C·r², H, W].
public struct PixelUnshuffle: Layer, CustomStringConvertible {
    public let factor: Int

    /// - Parameter factor: r, by which height and width shrink.
    /// - Precondition: `factor` is positive.
    public init(_ factor: Int) {
        self.factor = factor
        require(factor > 0, "\(self): the factor must be positive")
    }

    public func forward(_ input: Tensor) -> Tensor {
        requireInput(
            input, input.rank == 4 && input.shape.dropFirst(2).allSatisfy { $0 % factor == 0 },
            "an input [N, C, H, W] whose height and width are multiples of \(factor)")
        let (n, c, h, w) = (input.shape[0], input.shape[1], input.shape[2] / factor, input.shape[3] / factor)
        return input.reshaped(to: Shape([n, c, h, factor, w, factor])).permuted([0, 1, 3, 5, 2, 4])
            .reshaped(to: Shape([n, c * factor * factor, h, w]))
    }

    /// As in `PixelUnshuffle(2)`.
    public var description: String { "PixelUnshuffle(\(factor))" }
}
