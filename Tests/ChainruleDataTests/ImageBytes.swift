import CJPEG
import CZlib
import Foundation

/// A PNG file whose rows are given in the layout of its colour type (0 grey, 2 colour, 4 and 6
/// the same with opacity).
func pngBytes(
    _ levels: [UInt8], colorType: UInt8 = 0, bitDepth: UInt8 = 8, height: Int, width: Int
) -> [UInt8] {
    let rowSize = levels.count / height
    let rows = (0..<height).flatMap { [0] + levels[$0 * rowSize..<($0 + 1) * rowSize] }
    var size = compressBound(UInt(rows.count))
    var data = [UInt8](repeating: 0, count: Int(size))
    precondition(compress(&data, &size, rows, UInt(rows.count)) == Z_OK)
    func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + content
        return bigEndian(UInt32(content.count)) + body + bigEndian(UInt32(checksum(body)))
    }
    let header = bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [bitDepth, colorType, 0, 0, 0]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header)
        + chunk("IDAT", Array(data.prefix(Int(size)))) + chunk("IEND", [])
}

private func bigEndian(_ word: UInt32) -> [UInt8] { withUnsafeBytes(of: word.bigEndian) { Array($0) } }

/// A JPEG file of the best quality; the channels of a pixel lie side by side.
func jpegBytes(
    _ levels: [UInt8], channels: Int, height: Int, width: Int, isProgressive: Bool = false
) -> [UInt8] {
    let errors = UnsafeMutablePointer<jpeg_error_mgr>.allocate(capacity: 1)
    let encoder = UnsafeMutablePointer<jpeg_compress_struct>.allocate(capacity: 1)
    errors.initialize(to: jpeg_error_mgr())
    encoder.initialize(to: jpeg_compress_struct())
    defer {
        errors.deallocate()
        encoder.deallocate()
    }
    encoder.pointee.err = jpeg_std_error(errors)
    jpeg_CreateCompress(encoder, JPEG_LIB_VERSION, MemoryLayout<jpeg_compress_struct>.size)
    defer { jpeg_destroy_compress(encoder) }
    var output: UnsafeMutablePointer<UInt8>?
    var size: UInt = 0
    jpeg_mem_dest(encoder, &output, &size)
    encoder.pointee.image_height = JDIMENSION(height)
    encoder.pointee.image_width = JDIMENSION(width)
    encoder.pointee.input_components = Int32(channels)
    encoder.pointee.in_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB
    jpeg_set_defaults(encoder)
    jpeg_set_quality(encoder, 100, 1)
    if isProgressive { jpeg_simple_progression(encoder) }
    jpeg_start_compress(encoder, 1)
    var levels = levels
    levels.withUnsafeMutableBufferPointer { levels in
        for row in 0..<height {
            var start: UnsafeMutablePointer<UInt8>? = levels.baseAddress! + row * width * channels
            jpeg_write_scanlines(encoder, &start, 1)
        }
    }
    jpeg_finish_compress(encoder)
    defer { free(output) }
    return Array(UnsafeBufferPointer(start: output, count: Int(size)))
}
