import Chainrule

/// Image files in one folder per class, decoded on demand.
///
///     signs/
///       0/  IMG_1118.JPG  IMG_4233.JPG
///       1/  IMG_1119.JPG
///
/// Files that end in `.jpg`, `.jpeg` or `.png` count, in the order of their names. All of them are of one
/// size, and grayscale or all in color.
public struct ImageFolder: SampleSet {
    /// What the classes are called: the names of the folders, sorted.
    public let classNames: [String]
    /// The files, class by class.
    public let paths: [String]
    /// The number of channels: 1 for grayscale, 3 for RGB.
    public let channels: Int
    /// Rows of an image.
    public let height: Int
    /// Columns of an image.
    public let width: Int
    fileprivate let labels: [Int]

    /// The number of images.
    public var count: Int { paths.count }

    /// Lists the files, and decodes the first to learn the size.
    ///
    /// - Parameters:
    ///   - path: The folder of the classes' folders.
    ///   - classNames: What the classes are called, in the order of their numbers; by default as the folders
    ///     in their order. There may be classes without a folder, but no folder without a class.
    /// - Throws: `DataError` when there are no folders of images, or the first file is damaged.
    public init(path: String, classNames: [String]? = nil) throws(DataError) {
        let content = try Self.content(of: path)
        let classNames = classNames ?? content.map(\.folder)
        var (paths, labels): ([String], [Int]) = ([], [])
        for (folder, files) in content {
            guard let label = classNames.firstIndex(of: folder) else {
                throw .malformed(
                    source: "\(path)/\(folder)", found: "the class folder '\(folder)'",
                    expected: "one of \(classNames.joined(separator: ", "))")
            }
            paths += files.map { "\(path)/\(folder)/\($0)" }
            labels += files.map { _ in label }
        }
        let image = try DecodedImage(path: paths[0])
        self.classNames = classNames
        self.paths = paths
        self.labels = labels
        (channels, height, width) = (image.channels, image.height, image.width)
    }

    /// The folders of the classes, and the names of their images; at least one of each.
    static func content(of path: String) throws(DataError) -> [(folder: String, files: [String])] {
        let expected = "one folder of images per class"
        var content: [(folder: String, files: [String])] = []
        for folder in try directoryContent(path, expected: expected)
        where isDirectory("\(path)/\(folder)") == true {
            let files = try directoryContent("\(path)/\(folder)", expected: expected).filter(isImage)
            guard !files.isEmpty else {
                throw .missing(path: "\(path)/\(folder)/*", expected: "images (.jpg, .jpeg or .png)")
            }
            content.append((folder, files))
        }
        if content.isEmpty { throw .malformed(source: path, found: "no folders", expected: expected) }
        return content
    }

    static func isImage(_ name: String) -> Bool {
        [".jpg", ".jpeg", ".png"].contains { name.lowercased().hasSuffix($0) }
    }

    /// Decodes the image at `index`.
    ///
    /// - Throws: `DataError` when the file is damaged, or of another size than the first.
    public func image(at index: Int) throws(DataError) -> DecodedImage {
        require(paths.indices.contains(index), "no image \(index) among \(count)")
        let image = try DecodedImage(path: paths[index])
        guard (image.channels, image.height, image.width) == (channels, height, width) else {
            func size(_ channels: Int, _ height: Int, _ width: Int) -> String {
                "\(channels == 1 ? "a grayscale image" : "a color image") of \(height) × \(width) pixels"
            }
            throw .malformed(
                source: paths[index], found: size(image.channels, image.height, image.width),
                expected: "\(size(channels, height, width)) like \(paths[0])")
        }
        return image
    }

    /// The image, `[channels, height, width]` with levels divided by 255, and its class number.
    public func example(at index: Int) throws(DataError) -> Sample {
        let image = try image(at: index)
        let input = Tensor(image.pixels.map { Float($0) / 255 }, shape: [channels, height, width])
        return Sample(input: input, target: Tensor(NDArray(scalar: Int32(labels[index]))))
    }

    public var knownClassNumbers: [Int]? { labels }
}

extension LabeledImages {
    /// Decodes all images of a folder into memory; see ``ImageFolder``.
    ///
    /// - Throws: `DataError` when there are no folders of images, when a file is damaged or of another size
    ///   than the first, or when there are more than 256 classes.
    public init(folder path: String, classNames: [String]? = nil) throws(DataError) {
        let folder = try ImageFolder(path: path, classNames: classNames)
        guard folder.classNames.count <= 256 else {
            throw .malformed(
                source: path, found: "\(folder.classNames.count) classes",
                expected: "at most 256 for images in memory")
        }
        var pixels: [UInt8] = []
        for index in 0..<folder.count { pixels += try folder.image(at: index).pixels }
        self.init(
            unchecked: pixels, folder.labels.map { UInt8($0) }, channels: folder.channels,
            height: folder.height, width: folder.width, classNames: folder.classNames)
    }
}
