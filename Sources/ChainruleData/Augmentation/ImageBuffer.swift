import Chainrule

/// An image that is changed in place, without taking new memory for every change.
public struct ImageBuffer: Sendable {
    /// The number of channels: 1 for grayscale, 3 for RGB.
    public let channels: Int
    public let height: Int
    public let width: Int
    /// Pixels from 0 to 1, channel by channel, row by row.
    ///
    /// - Precondition: their number never changes.
    public var pixels: [Float]
    /// What ``rewrite(_:)`` writes to before it takes the place of the pixels.
    private var spare: [Float]
    /// Numbers for each pixel of a channel that an augmentation needs for a while.
    var fields: [Float] = []

    /// The number of pixels of one channel.
    public var pixelsPerChannel: Int { height * width }

    /// A black image.
    ///
    /// - Precondition: all sizes are positive.
    public init(channels: Int, height: Int, width: Int) {
        require(channels > 0 && height > 0 && width > 0, "ImageBuffer: [\(channels), \(height), \(width)]")
        (self.channels, self.height, self.width) = (channels, height, width)
        pixels = Array(repeating: 0, count: channels * height * width)
        spare = pixels
    }

    /// A copy of an image.
    ///
    /// - Parameter image: float32 `[channels, height, width]`.
    /// - Precondition: the type is right.
    public init(_ image: Tensor) {
        require(
            image.rank == 3 && image.dtype == .float32,
            "an augmentation takes float32 images [channels, height, width], got \(image.type)")
        self.init(channels: image.shape[0], height: image.shape[1], width: image.shape[2])
        pixels = image.scalars()
    }

    /// Replaces all pixels by others that are made of them.
    ///
    /// - Parameter body: reads the old pixels and writes all of the new ones.
    @inline(__always)
    public mutating func rewrite(
        _ body: (_ old: UnsafePointer<Float>, _ new: UnsafeMutablePointer<Float>) -> Void
    ) {
        pixels.withUnsafeBufferPointer { old in
            spare.withUnsafeMutableBufferPointer { new in body(old.baseAddress!, new.baseAddress!) }
        }
        swap(&pixels, &spare)
    }
}
