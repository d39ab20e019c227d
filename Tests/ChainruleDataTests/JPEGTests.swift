import Chainrule
import ChainruleData
import Foundation
import Testing

/// The files and pixels are from Tests/Golden/make_jpeg.py.
@Suite("JPEG files")
struct JPEGTests {
    @Test(
        "are decoded to the pixels that Pillow gives",
        arguments: [
            "colour", "grey", "progressive", "full_chroma", "inks", "inks_unmarked", "inks_ycck", "version_0",
            "stray_before_end", "stray_after_end", "fill_bytes",
        ])
    func likePillow(name: String) throws {
        let golden = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Golden/jpeg.npz")
        let arrays = try NumPy.readArchive(golden.path)
        let (file, pixels) = (try #require(arrays["\(name)_file"]), try #require(arrays["\(name)_pixels"]))
        try withTemporaryDirectory { directory in
            try write(file.scalars(as: UInt8.self), to: "\(directory)/image.jpg")
            let image = try DecodedImage(path: "\(directory)/image.jpg")
            #expect([image.channels, image.height, image.width] == Array(pixels.shape))
            #expect(image.pixels == pixels.scalars(as: UInt8.self))
        }
    }

    @Test("whose data holds a code that means nothing are refused")
    func damagedPixels() throws {
        let levels = (0..<40 * 40).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        var bytes = jpegBytes(levels, channels: 1, height: 40, width: 40)
        // No code of a table consists of ones alone.
        let middle = bytes.count - 400
        bytes.replaceSubrange(
            middle..<middle + 12, with: [UInt8](repeating: 0xFF, count: 12).flatMap { [$0, 0] }.prefix(12))
        try withTemporaryDirectory { directory in
            try write(bytes, to: "\(directory)/image.jpg")
            let error = #expect(throws: DataError.self) { try DecodedImage(path: "\(directory)/image.jpg") }
            #expect(
                error?.description
                    == "\(directory)/image.jpg: found JPEG data with missing or damaged pixels (Corrupt JPEG data: "
                    + "bad Huffman code), expected an intact file")
        }
    }
}
