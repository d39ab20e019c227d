import CImageCodecs
import Foundation

/// The picture of a JPEG or PNG file.
public struct DecodedImage: Sendable, Equatable {
    /// Levels from 0 to 255, `channels` × `height` × `width`, row by row.
    public let pixels: [UInt8]
    /// 1 for grayscale, 3 for RGB.
    public let channels: Int
    /// Rows.
    public let height: Int
    /// Columns.
    public let width: Int

    /// Decodes a file; its content decides the format.
    ///
    /// A JPEG file is decoded to the levels that Pillow gives, also one in CMYK or YCCK, and also one with stray bytes or
    /// an odd version, as long as no pixel is missing. A PNG file's levels are brought to 8 bits of sRGB, and its
    /// transparent pixels show black behind them. The EXIF orientation is ignored.
    ///
    /// - Throws: `DataError` when the file is missing, unreadable, of neither format, damaged, or of more
    ///   than 2²⁸ levels.
    public init(path: String) throws(DataError) {
        try self.init(content: readFile(path), source: path)
    }

    /// Decodes the bytes of a file; `source` is for messages.
    package init(content: [UInt8], source: String) throws(DataError) {
        guard let format = ImageFormat(content) else {
            throw Self.ofOtherFormat(content.count, source: source)
        }
        let image = content.withUnsafeBytes { format.read($0, withPixels: true) }
        try format.requireSound(image, source: source)
        defer { free(image.pixels) }
        let header = ImageHeader(image)
        (channels, height, width) = (header.channels, header.height, header.width)
        pixels = Self.planes(of: image.pixels, channels: channels, area: height * width)
    }

    /// The same image with at least this many channels; grayscale levels are repeated for red, green and blue.
    package func widened(to channels: Int) -> DecodedImage {
        if self.channels != 1 || channels == 1 { return self }
        return DecodedImage(
            pixels: Array((0..<channels).map { _ in pixels }.joined()), channels: channels, height: height,
            width: width)
    }

    private init(pixels: [UInt8], channels: Int, height: Int, width: Int) {
        (self.pixels, self.channels, self.height, self.width) = (pixels, channels, height, width)
    }

    static func ofOtherFormat(_ byteCount: Int, source: String) -> DataError {
        .malformed(
            source: source, found: "\(byteCount) bytes in another format", expected: "a JPEG or PNG file")
    }

    /// Sorts levels that lie pixel by pixel into one plane for each channel.
    private static func planes(
        of interleaved: UnsafePointer<UInt8>, channels: Int, area: Int
    ) -> [UInt8] {
        if channels == 1 { return Array(UnsafeBufferPointer(start: interleaved, count: area)) }
        return [UInt8](unsafeUninitializedCapacity: channels * area) { planes, initialized in
            for channel in 0..<channels {
                for position in 0..<area {
                    planes[channel * area + position] = interleaved[position * channels + channel]
                }
            }
            initialized = channels * area
        }
    }
}
