import Foundation

extension TrainingData {
    /// Reads a data set from a directory, in whichever form it is there:
    ///
    /// - the four IDX files of MNIST, see ``idx(directory:name:classNames:)``;
    /// - the binary files of CIFAR-10 or CIFAR-100, see ``cifar(directory:name:classNames:)``;
    /// - a folder of JPEG or PNG images for each class, see ``imageFolders(directory:name:classNames:)``.
    ///
    /// - Parameters:
    ///   - directory: Where the files are, perhaps in a folder that is the only one there.
    ///   - name: What the data set is called, by default as its directory.
    ///   - classNames: What the classes are called, by default as the form has it.
    /// - Throws: `DataError` when none of these is there, or when it is damaged.
    public init(
        directory: String, name: String? = nil, classNames: [String]? = nil
    ) throws(DataError) {
        let name = name ?? Self.defaultName(of: directory)
        self =
            switch try DirectoryFormat.Images(of: directory) {
            case .idx(let place): try .idx(directory: place, name: name, classNames: classNames)
            case .cifar(let place): try .cifar(directory: place, name: name, classNames: classNames)
            case .folders(let place): try .imageFolders(directory: place, name: name, classNames: classNames)
            }
    }

    /// The files that ``init(directory:name:classNames:)`` would read, as paths within the directory.
    ///
    /// - Throws: `DataError` when none of the known forms is there, or a file is missing.
    public static func files(inDirectory directory: String) throws(DataError) -> [String] {
        func within(_ place: String, _ files: [String]) -> [String] {
            place == directory ? files : files.map { "\(place.dropFirst(directory.count + 1))/\($0)" }
        }
        return switch try DirectoryFormat.Images(of: directory) {
        case .idx(let place): within(place, try idxFiles(in: place))
        case .cifar(let place): within(place, try cifarFiles(in: place))
        case .folders(let place): try ImageFolderLayout(place).files
        }
    }

    /// Whether the data set in the directory is one of folders of images, where every folder counts.
    package static func isOfImageFolders(_ directory: String) throws(DataError) -> Bool {
        try DirectoryFormat.Images(of: directory).areFolders
    }

    /// The default name of a data set.
    static func defaultName(of directory: String) -> String {
        URL(fileURLWithPath: directory).lastPathComponent
    }
}
