import Chainrule

/// Image files in one folder per class, decoded on demand.
///
///     signs/
///       0/  IMG_1118.JPG  IMG_4233.JPG
///       1/  IMG_1119.JPG
///
/// Files that end in `.jpg`, `.jpeg` or `.png` count, in the order of their names, including those in nested
/// folders. All of them are of one size. Where grayscale and color images mix, all become RGB.
/// Hidden files, empty files and files of another format are ignored; ``findings`` names them, except for the
/// hidden ones.
public struct ImageFolder: SampleSet {
    /// The class names: the names of the folders, sorted.
    public let classNames: [String]
    /// The files, class by class.
    public let paths: [String]
    /// What in the folders is not read, and why.
    public let findings: [DataFinding]
    /// The number of channels: 1 for grayscale, 3 for RGB.
    public private(set) var channels: Int
    /// Rows of an image.
    public let height: Int
    /// Columns of an image.
    public let width: Int
    let labels: [Int]
    /// Which of the files are grayscale.
    private let isGrey: [Bool]

    /// The number of images.
    public var count: Int { paths.count }

    /// Lists the files, and reads the size of each.
    ///
    /// - Parameters:
    ///   - path: The folder of the classes' folders.
    ///   - classNames: The class names, in the order of the labels; by default the names of the folders. There may be
    ///     classes without a folder, but no folder without a class.
    /// - Throws: `DataError` when there are no folders of images, or the header of a file is damaged or has another
    ///   size than the first.
    public init(path: String, classNames: [String]? = nil) throws(DataError) {
        try self.init(path: path, ImageFolderContent(of: path), classNames: classNames)
    }

    init(path: String, _ content: ImageFolderContent, classNames: [String]?) throws(DataError) {
        let classNames = classNames ?? content.classes.map(\.folder)
        var (paths, labels): ([String], [Int]) = ([], [])
        for (folder, files) in content.classes {
            guard let label = classNames.firstIndex(of: folder) else {
                throw .malformed(
                    source: "\(path)/\(folder)", found: "the class folder '\(folder)'",
                    expected: "one of \(classNames.joined(separator: ", "))")
            }
            paths += files.map { "\(path)/\(folder)/\($0)" }
            labels += files.map { _ in label }
        }
        let headers = try paths.map { path throws(DataError) in try ImageHeader(path: path) }
        let first = headers[0]
        if let index = headers.firstIndex(where: { ($0.height, $0.width) != (first.height, first.width) }) {
            throw .malformed(
                source: paths[index], found: "an image of \(headers[index])",
                expected: "\(first) like \(paths[0])")
        }
        self.classNames = classNames
        self.paths = paths
        self.labels = labels
        isGrey = headers.map { $0.channels == 1 }
        (channels, height, width) = (headers.map(\.channels).max()!, first.height, first.width)
        findings = [
            .ignored(content.ignored),
            channels == 1 ? nil : .mixedColors(isGrey.count { $0 }, of: paths.count),
        ].compactMap(\.self)
    }

    private init(_ folder: ImageFolder, at indices: [Int]) {
        (classNames, height, width) = (folder.classNames, folder.height, folder.width)
        (channels, findings) = (folder.channels, folder.findings)
        paths = indices.map { folder.paths[$0] }
        labels = indices.map { folder.labels[$0] }
        isGrey = indices.map { folder.isGrey[$0] }
    }

    /// The images at `indices`, in that order.
    func keeping(_ indices: [Int]) -> ImageFolder { ImageFolder(self, at: indices) }

    /// The number of grayscale files.
    var greyCount: Int { isGrey.count { $0 } }

    /// The same images with at least this many channels.
    func widened(to channels: Int) -> ImageFolder {
        var folder = self
        folder.channels = max(channels, self.channels)
        return folder
    }

    package static func isImage(_ name: String) -> Bool {
        [".jpg", ".jpeg", ".png"].contains { name.lowercased().hasSuffix($0) }
    }

    /// Decodes the image at `index`.
    ///
    /// - Throws: `DataError` when the file is damaged, or no longer of the size it had.
    public func image(at index: Int) throws(DataError) -> DecodedImage {
        require(paths.indices.contains(index), "no image \(index) among \(count)")
        let image = try DecodedImage(path: paths[index]).widened(to: channels)
        guard (image.channels, image.height, image.width) == (channels, height, width) else {
            throw .malformed(
                source: paths[index],
                found: "\(image.channels) × \(image.height) × \(image.width) pixel values",
                expected: "\(channels) × \(height) × \(width), as when the folder was listed")
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
