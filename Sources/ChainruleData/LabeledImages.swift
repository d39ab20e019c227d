import Chainrule

/// Grey images of one size, each with the number of its class, held in memory.
public struct LabeledImages: Sendable, Equatable {
    /// Grey levels from 0 (background) to 255 (ink), `count` × `height` × `width`, row by row.
    public let pixels: [UInt8]
    /// One class number for each image, `0 ..< classCount`.
    public let labels: [UInt8]
    /// Rows of one image.
    public let height: Int
    /// Columns of one image.
    public let width: Int
    /// What the classes are called, in the order of their numbers.
    public let classNames: [String]

    /// The number of images.
    public var count: Int { labels.count }
    /// The number of classes.
    public var classCount: Int { classNames.count }
    /// The number of pixels of one image.
    public var pixelsPerImage: Int { height * width }

    /// Joins images with their labels.
    ///
    /// - Parameters:
    ///   - pixels: Grey levels, count × `height` × `width`, row by row.
    ///   - labels: One class number for each image.
    ///   - height: Rows of one image.
    ///   - width: Columns of one image.
    ///   - classNames: What the classes are called; a label must be the index of one.
    ///   - source: What errors name as the origin of the labels, such as a path.
    /// - Throws: `DataError.malformed` when the images have no size, when pixels and labels disagree on
    ///   the number of images, or when a label is not the number of a class.
    public init(
        pixels: [UInt8], labels: [UInt8], height: Int, width: Int, classNames: [String],
        source: String = "labeled images"
    ) throws(DataError) {
        func malformed(_ found: String, _ expected: String) -> DataError {
            .malformed(source: source, found: found, expected: expected)
        }
        let (area, areaOverflows) = height.multipliedReportingOverflow(by: width)
        guard height > 0, width > 0, !areaOverflows else {
            throw malformed("images of \(height) × \(width) pixels", "at least one row and one column")
        }
        guard pixels.count.isMultiple(of: area) else {
            throw malformed("\(pixels.count) pixels", "a multiple of \(height) × \(width)")
        }
        guard labels.count == pixels.count / area else {
            throw malformed("\(labels.count) labels", "\(pixels.count / area), one for each image")
        }
        if let index = labels.firstIndex(where: { $0 >= classNames.count }) {
            throw malformed(
                "label \(labels[index]) at index \(index)",
                "a class number below \(classNames.count)")
        }
        self.init(unchecked: pixels, labels, height: height, width: width, classNames: classNames)
    }

    /// For parts of images that have been checked, and for images that this module draws.
    init(unchecked pixels: [UInt8], _ labels: [UInt8], height: Int, width: Int, classNames: [String]) {
        self.pixels = pixels
        self.labels = labels
        self.height = height
        self.width = width
        self.classNames = classNames
    }

    /// The first `count` images, or all of them when there are fewer.
    public func prefix(_ count: Int) -> LabeledImages {
        require(count >= 0, "prefix(_:) needs a count of at least 0, got \(count)")
        let kept = Swift.min(count, self.count)
        return LabeledImages(
            unchecked: Array(pixels.prefix(kept * pixelsPerImage)), Array(labels.prefix(kept)),
            height: height, width: width, classNames: classNames)
    }

    /// The grey levels of one image, row by row.
    public func image(at index: Int) -> ArraySlice<UInt8> {
        require(labels.indices.contains(index), "no image \(index) among \(count)")
        return pixels[index * pixelsPerImage..<(index + 1) * pixelsPerImage]
    }

    /// The images at `indices`, in that order, as a network takes them.
    ///
    /// - Returns: The grey levels divided by 255, `indices.count` × `height` × `width`, and the labels.
    public func gather(_ indices: some Collection<Int>) -> (pixels: [Float], labels: [Int32]) {
        for index in indices {
            require(labels.indices.contains(index), "gather: no image \(index) among \(count)")
        }
        let area = pixelsPerImage
        let values = [Float](unsafeUninitializedCapacity: indices.count * area) { buffer, initialized in
            for index in indices {
                for position in index * area..<(index + 1) * area {
                    buffer.initializeElement(at: initialized, to: Float(pixels[position]) / 255)
                    initialized += 1
                }
            }
        }
        return (values, indices.map { Int32(labels[$0]) })
    }
}
