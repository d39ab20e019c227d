import ChainruleData

/// The size of an image [channels, height, width].
public struct ImageShape: Sendable, Equatable, Codable, CustomStringConvertible {
    public let channels: Int
    public let height: Int
    public let width: Int

    public init(channels: Int = 1, height: Int, width: Int) {
        self.channels = channels
        self.height = height
        self.width = width
    }

    /// The size of `images`.
    public init(of images: LabeledImages) {
        self.init(channels: images.channels, height: images.height, width: images.width)
    }

    /// Height × width, behind the channels unless there is only one.
    public var description: String { (channels == 1 ? "" : "\(channels) × ") + "\(height) × \(width)" }
}
