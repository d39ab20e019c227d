import Foundation

extension TrainingData {
    /// Reads a data set from a directory, in whichever form it is there:
    ///
    /// - the four IDX files of MNIST, see ``idx(directory:name:classNames:)``;
    /// - the binary files of CIFAR-10 or CIFAR-100, see ``cifar(directory:name:classNames:)``;
    /// - a folder of JPEG or PNG images for each class, see ``imageFolders(directory:name:classNames:)``.
    ///
    /// - Parameters:
    ///   - directory: Where the files are.
    ///   - name: What the data set is called, by default as its directory.
    ///   - classNames: What the classes are called, by default as the form has it.
    /// - Throws: `DataError` when none of these is there, or when it is damaged.
    public init(
        directory: String, name: String? = nil, classNames: [String]? = nil
    ) throws(DataError) {
        self =
            switch try DirectoryFormat.Images(of: directory) {
            case .idx: try .idx(directory: directory, name: name, classNames: classNames)
            case .cifar: try .cifar(directory: directory, name: name, classNames: classNames)
            case .folders: try .imageFolders(directory: directory, name: name, classNames: classNames)
            }
    }

    /// The files that ``init(directory:name:classNames:)`` would read, as paths within the directory.
    ///
    /// - Throws: `DataError` when none of the known forms is there, or a file is missing.
    public static func files(inDirectory directory: String) throws(DataError) -> [String] {
        switch try DirectoryFormat.Images(of: directory) {
        case .idx: try idxFiles(in: directory)
        case .cifar: try cifarFiles(in: directory)
        case .folders: try imageFiles(in: directory)
        }
    }

    /// What a data set is called that nobody gave a name.
    static func defaultName(of directory: String) -> String {
        URL(fileURLWithPath: directory).lastPathComponent
    }
}
