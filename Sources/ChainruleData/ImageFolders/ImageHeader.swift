import CImageCodecs
import Foundation

/// The sizes of an image, which cost no memory to read.
struct ImageHeader: Equatable {
    /// 1 for grey, 3 for red, green and blue.
    let channels: Int
    let height: Int
    let width: Int

    init(channels: Int, height: Int, width: Int) {
        (self.channels, self.height, self.width) = (channels, height, width)
    }

    init(_ image: cic_image) {
        self.init(channels: Int(image.channels), height: Int(image.height), width: Int(image.width))
    }

    /// Reads the header of a JPEG or PNG file.
    ///
    /// - Throws: `DataError` as ``DecodedImage`` does, for what the header tells.
    init(path: String) throws(DataError) {
        let content = try readData(path, options: .mappedIfSafe)
        guard let format = ImageFormat(content) else {
            throw DecodedImage.ofOtherFormat(content.count, source: path)
        }
        let image = content.withUnsafeBytes { format.read($0, withPixels: false) }
        try format.requireSound(image, source: path)
        self.init(image)
    }
}

extension ImageHeader: CustomStringConvertible {
    var description: String { "\(height) × \(width) pixels" }
}
