/// The binary files of CIFAR-10 and CIFAR-100 (Krizhevsky 2009): 32 × 32 color images.
///
/// A file is a row of records without a header: the label, or two of them, then 1024 levels of red, 1024 of
/// green and 1024 of blue, row by row.
public enum CIFAR: Sendable {
    /// Ten classes.
    case cifar10
    /// A hundred classes, each within one of twenty groups.
    case cifar100
    /// The twenty groups of CIFAR-100.
    case cifar100Groups

    /// The class names, in the order of the labels.
    public var classNames: [String] {
        switch self {
        case .cifar10: ClassNames.cifar10
        case .cifar100: ClassNames.cifar100
        case .cifar100Groups: ClassNames.cifar100Groups
        }
    }

    static let side = 32
    static let channels = 3

    /// The bytes before the levels of an image, and which of them is the label.
    private var labelBytes: (count: Int, used: Int) {
        switch self {
        case .cifar10: (1, 0)
        case .cifar100: (2, 1)
        case .cifar100Groups: (2, 0)
        }
    }

    /// Reads the images of files, one file after the other.
    ///
    /// - Parameters:
    ///   - paths: Where the files are.
    ///   - classNames: The class names, by default ``classNames``; a label beyond them is an error.
    /// - Returns: Images of 3 channels, red, green and blue.
    /// - Throws: `DataError` when a file is missing, unreadable, not a whole number of records, or has a
    ///   label out of range.
    public func read(_ paths: [String], classNames: [String]? = nil) throws(DataError) -> LabeledImages {
        let classNames = classNames ?? self.classNames
        let levels = Self.channels * Self.side * Self.side
        let (labelCount, usedLabel) = labelBytes
        let recordSize = labelCount + levels
        var (pixels, labels): ([UInt8], [UInt8]) = ([], [])
        for path in paths {
            let content = try readFile(path)
            guard !content.isEmpty, content.count.isMultiple(of: recordSize) else {
                throw .malformed(
                    source: path, found: "\(content.count) bytes",
                    expected: "a multiple of \(recordSize), the size of an image with its label")
            }
            pixels.reserveCapacity(pixels.count + content.count)
            for start in stride(from: 0, to: content.count, by: recordSize) {
                let label = content[start + usedLabel]
                guard label < classNames.count else {
                    throw .malformed(
                        source: path, found: "label \(label) of image \(start / recordSize)",
                        expected: "a class number below \(classNames.count)")
                }
                labels.append(label)
                pixels += content[start + labelCount..<start + recordSize]
            }
        }
        return LabeledImages(
            unchecked: pixels, labels, channels: Self.channels, height: Self.side, width: Self.side,
            classNames: classNames)
    }
}
