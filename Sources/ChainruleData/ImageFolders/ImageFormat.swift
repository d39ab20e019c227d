import CImageCodecs

/// A format of image files, recognized by the first bytes of a file, not by its name.
enum ImageFormat: String {
    case jpeg = "JPEG"
    case png = "PNG"

    /// The number of bytes needed to recognize the format.
    static let beginningSize = 4

    init?(_ content: some Collection<UInt8>) {
        if content.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if content.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
            self = .png
        } else {
            return nil
        }
    }

    /// Reads the sizes in `content`, and the pixels if requested, which the caller must free.
    func read(_ content: UnsafeRawBufferPointer, withPixels: Bool) -> cic_image {
        let bytes = content.bindMemory(to: UInt8.self)
        let read = self == .jpeg ? cic_read_jpeg : cic_read_png
        return read(bytes.baseAddress, bytes.count, withPixels ? 1 : 0)
    }

    /// Throws `DataError.malformed` if `image` could not be read, with `source` as its origin.
    func requireSound(_ image: cic_image, source: String) throws(DataError) {
        let message = withUnsafeBytes(of: image.message) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        switch image.fault {
        case cic_none: return
        case cic_incomplete:
            throw .malformed(
                source: source, found: "\(rawValue) data with missing or damaged pixels (\(message))",
                expected: "an intact file")
        case cic_too_large:
            throw .malformed(
                source: source, found: "an image of \(message)",
                expected: "at most \(cic_largest_image) pixel values")
        default:
            throw .malformed(
                source: source, found: "\(rawValue) data that cannot be decoded (\(message))",
                expected: "a \(rawValue) file")
        }
    }
}
