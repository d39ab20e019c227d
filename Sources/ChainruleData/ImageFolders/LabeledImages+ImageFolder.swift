import Foundation

extension LabeledImages {
    /// Decodes all images of a folder into memory; see ``ImageFolder``.
    ///
    /// - Throws: `DataError` when there are no folders of images, when a file is damaged or of another size
    ///   than the first, when there are more than 256 classes, or when memory does not hold the images.
    public init(folder path: String, classNames: [String]? = nil) throws(DataError) {
        try self.init(ImageFolder(path: path, classNames: classNames))
    }

    /// Decodes all images of `folder`, which must fit into `memory` bytes.
    package init(_ folder: ImageFolder, memory: UInt64 = ProcessInfo.processInfo.physicalMemory)
        throws(DataError)
    {
        let source = folder.paths.first ?? "images"
        guard folder.classNames.count <= 256 else {
            throw .malformed(
                source: source, found: "\(folder.classNames.count) classes",
                expected: "at most 256 for images in memory")
        }
        let levels = folder.channels * folder.height * folder.width
        let (size, overflows) = levels.multipliedReportingOverflow(by: folder.count)
        guard !overflows, size <= memory else {
            throw .malformed(
                source: source,
                found: "\(levels) pixel values, as in each of \(folder.count) images",
                expected: "all of them to fit into \(memory) bytes of memory")
        }
        var pixels: [UInt8] = []
        pixels.reserveCapacity(size)
        for index in 0..<folder.count { pixels += try folder.image(at: index).pixels }
        self.init(
            unchecked: pixels, folder.labels.map { UInt8($0) }, channels: folder.channels,
            height: folder.height, width: folder.width, classNames: folder.classNames)
    }
}
