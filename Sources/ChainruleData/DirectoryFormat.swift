/// How a data set lies in a directory.
enum DirectoryFormat {
    enum Images {
        case idx
        case cifar
        case folders
    }

    case images(Images)
    /// Files whose endings are those of tables.
    case tables([String])
    /// Files that end with `.npy` or `.npz`.
    case arrays([String])
    /// Files that end with `.txt`, or without any, others; what they are is seen when they are read.
    case texts([String])
    case empty
    case unknown

    static let imagesExpected =
        "IDX files (train-images-idx3-ubyte and so on), CIFAR's binary files "
        + "(data_batch_1.bin or train.bin, and test*.bin) or one folder of images per class"

    /// The first of the forms that is there: what lies beside it, such as a table of notes, changes nothing.
    init(of directory: String) throws(DataError) {
        let content = try directoryContent(directory, expected: "a directory of images")
        func files(_ endings: String...) -> [String] {
            content.filter { name in endings.contains { name.lowercased().hasSuffix($0) } }
        }
        let (tables, arrays) = (TableFiles.tables(among: content), files(".npy", ".npz"))
        let texts = files(".txt").filter { !TableFiles.isDocumentation($0) }
        if TrainingData.looksLikeIDX(content) {
            self = .images(.idx)
        } else if CIFAR.looksLikeCIFAR(content) {
            self = .images(.cifar)
        } else if try Self.holdImages(foldersOf: directory, depth: 2) {
            self = .images(.folders)
        } else if !tables.isEmpty {
            self = .tables(tables)
        } else if !arrays.isEmpty {
            self = .arrays(arrays)
        } else if !texts.isEmpty {
            self = .texts(texts)
        } else if content.contains(where: { isDirectory("\(directory)/\($0)") == true }) {
            // Reading them tells what is missing.
            self = .images(.folders)
        } else {
            let others = content.filter { !TableFiles.isDocumentation($0) }
            self = content.isEmpty ? .empty : others.isEmpty ? .unknown : .texts(others)
        }
    }

    /// Whether some folder within `path`, at most `depth` below it, holds an image.
    private static func holdImages(foldersOf path: String, depth: Int) throws(DataError) -> Bool {
        for name in try directoryContent(path, expected: "a directory of images")
        where isDirectory("\(path)/\(name)") == true {
            let folder = "\(path)/\(name)"
            let content = try directoryContent(folder, expected: "a directory of images")
            if content.contains(where: ImageFolder.isImage) { return true }
            if depth > 1, try holdImages(foldersOf: folder, depth: depth - 1) { return true }
        }
        return false
    }

    /// In words that follow "found".
    var found: String {
        switch self {
        case .images: "images"
        case .tables: "tables"
        case .arrays: "NumPy arrays"
        case .texts: "texts"
        case .empty: "an empty directory"
        case .unknown: "no known data set format"
        }
    }
}

extension DirectoryFormat.Images {
    /// - Throws: `DataError` when something else is in the directory, or nothing.
    init(of directory: String) throws(DataError) {
        let form = try DirectoryFormat(of: directory)
        guard case .images(let images) = form else {
            throw .malformed(source: directory, found: form.found, expected: DirectoryFormat.imagesExpected)
        }
        self = images
    }
}
