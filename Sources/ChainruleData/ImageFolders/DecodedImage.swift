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

    /// Decodes a file, whose content tells which format it is of.
    ///
    /// A PNG file's levels are brought to 8 bits of sRGB, and its transparent pixels show black behind them. A note
    /// by which a camera turned the picture is not followed.
    ///
    /// - Throws: `DataError` when the file is missing, unreadable, of neither format, damaged, or of more
    ///   than 2²⁸ levels.
    public init(path: String) throws(DataError) {
        try self.init(content: readFile(path), source: path)
    }

    /// Decodes the bytes of a file; `source` is for messages.
    package init(content: [UInt8], source: String) throws(DataError) {
        let (format, image) =
            if content.starts(with: [0xFF, 0xD8, 0xFF]) {
                ("JPEG", cic_decode_jpeg(content, content.count))
            } else if content.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
                ("PNG", cic_decode_png(content, content.count))
            } else {
                throw .malformed(
                    source: source, found: "\(content.count) bytes in another format",
                    expected: "a JPEG or PNG file")
            }
        guard let interleaved = image.pixels else {
            let reason = withUnsafeBytes(of: image.message) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            throw .malformed(
                source: source, found: "\(format) data that cannot be decoded (\(reason))",
                expected: "an intact file")
        }
        defer { free(interleaved) }
        channels = Int(image.channels)
        height = Int(image.height)
        width = Int(image.width)
        pixels = Self.planes(of: interleaved, channels: channels, area: height * width)
    }

    /// Sorts levels that lie pixel by pixel into one plane for each channel.
    private static func planes(
        of interleaved: UnsafePointer<UInt8>, channels: Int, area: Int
    ) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: channels * area) { planes, initialized in
            for channel in 0..<channels {
                for position in 0..<area {
                    planes[channel * area + position] = interleaved[position * channels + channel]
                }
            }
            initialized = channels * area
        }
    }
}
