import CZlib
import Chainrule

/// A picture with 8 bits per channel, grayscale or coloured, and its encoding as PNG.
///
/// Source: <https://www.w3.org/TR/png/>.
package struct PNGImage {
    let height: Int
    let width: Int
    /// 1 for grayscale, 3 for RGB.
    let channels: Int
    /// Row by row, the channels of a pixel side by side.
    private let pixels: [UInt8]

    /// See ``TensorBoardLog/image(_:_:step:)`` for what tensors may be pictures.
    package init(_ tensor: Tensor) {
        let shape = tensor.shape
        require(
            shape.rank == 2 || shape.rank == 3 && [1, 3].contains(shape[0]),
            "image: needs [height, width], [1, height, width] or [3, height, width], got \(shape)")
        require(shape.elementCount > 0, "image: needs at least one pixel, got \(shape)")
        require(
            tensor.dtype.isFloatingPoint || tensor.dtype == .uint8,
            "image: needs float32, float64 or uint8, got \(tensor.dtype)")
        channels = shape.rank == 2 ? 1 : shape[0]
        (height, width) = (shape[shape.rank - 2], shape[shape.rank - 1])
        let planes = Self.bytes(of: tensor)
        let (channels, area) = (channels, height * width)
        pixels = (0..<planes.count).map { planes[$0 % channels * area + $0 / channels] }
    }

    private static func bytes(of tensor: Tensor) -> [UInt8] {
        if tensor.dtype == .uint8 { return tensor.scalars() }
        return tensor.scalars(as: Double.self).map { UInt8(nearestTo: ($0 * 255).rounded()) }
    }

    /// The content of a PNG file.
    package func encoded() -> [UInt8] {
        let colorType: UInt8 = channels == 1 ? 0 : 2
        // 8 bits; the only compression and filtering there are; not interlaced.
        let header = bigEndian(width) + bigEndian(height) + [8, colorType, 0, 0, 0]
        // Before every row the number of its filter: none.
        let rowLength = width * channels
        let rows = (0..<height).flatMap { [0] + pixels[$0 * rowLength..<($0 + 1) * rowLength] }
        return [0x89] + Array("PNG\r\n\u{1A}\n".utf8) + chunk("IHDR", header)
            + chunk("IDAT", deflated(rows)) + chunk("IEND", [])
    }

    /// Length, name, data, and the checksum of name and data.
    private func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let content = Array(name.utf8) + data
        return bigEndian(data.count) + content + bigEndian(Int(crc32(0, content, UInt32(content.count))))
    }

    private func deflated(_ bytes: [UInt8]) -> [UInt8] {
        var length = compressBound(uLong(bytes.count))
        var output = [UInt8](repeating: 0, count: Int(length))
        let status = compress(&output, &length, bytes, uLong(bytes.count))
        require(status == Z_OK, "image: zlib is out of memory for \(bytes.count) bytes")
        return Array(output.prefix(Int(length)))
    }

    /// Four bytes, highest first.
    private func bigEndian(_ number: Int) -> [UInt8] { littleEndian(UInt32(number)).reversed() }
}
