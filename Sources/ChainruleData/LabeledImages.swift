import Chainrule

/// Labeled grayscale or RGB images of one size, in memory.
public struct LabeledImages: Sendable, Equatable {
    /// Levels from 0 (none of a color) to 255, `count` × `channels` × `height` × `width`, row by row.
    public let pixels: [UInt8]
    /// One class number for each image, `0 ..< classCount`.
    public let labels: [UInt8]
    /// The number of channels: 1 for grayscale, 3 for RGB.
    public let channels: Int
    /// Rows of one image.
    public let height: Int
    /// Columns of one image.
    public let width: Int
    /// The class names, in the order of the labels.
    public let classNames: [String]

    /// The number of images.
    public var count: Int { labels.count }
    /// The number of classes.
    public var classCount: Int { classNames.count }
    /// The number of pixels of one image.
    public var pixelsPerImage: Int { height * width }
    /// The number of levels of one image, one for each channel of a pixel.
    public var levelsPerImage: Int { channels * height * width }

    /// Joins images with their labels.
    ///
    /// - Parameters:
    ///   - pixels: Levels, count × `channels` × `height` × `width`, row by row.
    ///   - labels: One class number for each image.
    ///   - channels: The number of colors of a pixel, 1 by default.
    ///   - height: Rows of one image.
    ///   - width: Columns of one image.
    ///   - classNames: The class names; a label must be the index of one.
    ///   - source: The origin of the labels in errors, such as a path.
    /// - Precondition: there is at least one channel.
    /// - Throws: `DataError.malformed` when the images have no size, when pixels and labels disagree on
    ///   the number of images, or when a label is not the number of a class.
    public init(
        pixels: [UInt8], labels: [UInt8], channels: Int = 1, height: Int, width: Int, classNames: [String],
        source: String = "labeled images"
    ) throws(DataError) {
        func malformed(_ found: String, _ expected: String) -> DataError {
            .malformed(source: source, found: found, expected: expected)
        }
        require(channels > 0, "LabeledImages: images of \(channels) channels")
        let size = (channels == 1 ? "" : "\(channels) × ") + "\(height) × \(width)"
        let (area, areaOverflows) = height.multipliedReportingOverflow(by: width)
        let (levels, levelsOverflow) = area.multipliedReportingOverflow(by: channels)
        guard height > 0, width > 0, !areaOverflows, !levelsOverflow else {
            throw malformed("images of \(size) pixels", "at least one row and one column")
        }
        guard pixels.count.isMultiple(of: levels) else {
            throw malformed("\(pixels.count) pixels", "a multiple of \(size)")
        }
        guard labels.count == pixels.count / levels else {
            throw malformed("\(labels.count) labels", "\(pixels.count / levels), one for each image")
        }
        if let index = labels.firstIndex(where: { $0 >= classNames.count }) {
            throw malformed(
                "label \(labels[index]) at index \(index)",
                "a class number below \(classNames.count)")
        }
        self.init(
            unchecked: pixels, labels, channels: channels, height: height, width: width,
            classNames: classNames)
    }

    /// For parts of images that have been checked, and for images that this module draws.
    init(
        unchecked pixels: [UInt8], _ labels: [UInt8], channels: Int = 1, height: Int, width: Int,
        classNames: [String]
    ) {
        self.pixels = pixels
        self.labels = labels
        self.channels = channels
        self.height = height
        self.width = width
        self.classNames = classNames
    }

    /// The first `count` images, or all of them when there are fewer.
    public func prefix(_ count: Int) -> LabeledImages {
        require(count >= 0, "prefix(_:) needs a count of at least 0, got \(count)")
        let kept = Swift.min(count, self.count)
        return LabeledImages(
            unchecked: Array(pixels.prefix(kept * levelsPerImage)), Array(labels.prefix(kept)),
            channels: channels, height: height, width: width, classNames: classNames)
    }

    /// The images at `indices`, in that order.
    public func subset(_ indices: some Collection<Int>) -> LabeledImages {
        var kept: [UInt8] = []
        kept.reserveCapacity(indices.count * levelsPerImage)
        for index in indices { kept += image(at: index) }
        return LabeledImages(
            unchecked: kept, indices.map { labels[$0] }, channels: channels, height: height, width: width,
            classNames: classNames)
    }

    /// The levels of one image: channel by channel, row by row.
    public func image(at index: Int) -> ArraySlice<UInt8> {
        require(labels.indices.contains(index), "no image \(index) among \(count)")
        return pixels[index * levelsPerImage..<(index + 1) * levelsPerImage]
    }

    /// The default inputs for the levels 0 to 255 of an image: divided by 255.
    static let shares = (0...255).map { Float($0) / 255 }

    /// The images at `indices`, in that order, with given numbers for the levels.
    ///
    /// - Parameters:
    ///   - indices: at least one.
    ///   - levels: the numbers for the levels 0 to 255.
    /// - Returns: inputs `[N, channels, height, width]` and int32 labels `[N]`.
    package func batch(_ indices: some Collection<Int>, levels: [Float]) -> Batch {
        require(!indices.isEmpty, "batch: there are no indices")
        let inputs = NDArray([indices.count, channels, height, width], Float.self) {
            write(indices, levels, to: $0)
        }
        return Batch(
            inputs: Tensor(inputs), targets: Tensor(indices.map { Int32(labels[$0]) }, shape: [indices.count])
        )
    }

    private func write(
        _ indices: some Collection<Int>, _ levels: [Float], to target: UnsafeMutablePointer<Float>
    ) {
        let size = levelsPerImage
        pixels.withUnsafeBufferPointer { pixels in
            levels.withUnsafeBufferPointer { levels in
                var target = target
                for index in indices {
                    require(labels.indices.contains(index), "no image \(index) among \(count)")
                    let image = UnsafeBufferPointer(rebasing: pixels[index * size..<(index + 1) * size])
                    for position in 0..<size { target[position] = levels[Int(image[position])] }
                    target += size
                }
            }
        }
    }
}

extension LabeledImages: SampleSet {
    /// The image, `[channels, height, width]` with levels divided by 255, and its class number.
    public func example(at index: Int) -> Sample {
        let input = NDArray([channels, height, width], Float.self) {
            write(CollectionOfOne(index), Self.shares, to: $0)
        }
        return Sample(input: Tensor(input), target: Tensor(NDArray(scalar: Int32(labels[index]))))
    }

    /// The images, `[count, channels, height, width]` with levels divided by 255, and their class numbers.
    public func batch(_ indices: ArraySlice<Int>) -> Batch { batch(indices, levels: Self.shares) }

    public var knownClassNumbers: [Int]? { labels.map(Int.init) }
}
