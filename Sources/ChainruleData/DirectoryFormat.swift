/// The format of a data set in a directory.
enum DirectoryFormat {
    /// With the directory where the files are.
    enum Images {
        case idx(String)
        case cifar(String)
        case folders(String)
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

    /// The first of the formats that is found; other files beside it, such as a table of notes, are ignored.
    ///
    /// IDX files and files of CIFAR may also be in a folder that is the only one, such as `MNIST/raw`.
    init(of directory: String) throws(DataError) {
        let listing = try DirectoryListing(directory, expected: "a directory of images")
        func files(_ endings: String...) -> [String] {
            listing.files.filter { name in endings.contains { name.lowercased().hasSuffix($0) } }
        }
        let (tables, arrays) = (TableFiles.tables(among: listing.files), files(".npy", ".npz"))
        let texts = files(".txt").filter { !TableFiles.isDocumentation($0) }
        let hasNoOtherData = tables.isEmpty && arrays.isEmpty
        if TrainingData.looksLikeIDX(directory) {
            self = .images(.idx(directory))
        } else if CIFAR.looksLikeCIFAR(listing.files) {
            self = .images(.cifar(directory))
        } else if try Self.holdImages(foldersOf: directory, depth: hasNoOtherData ? 4 : 2) {
            self = .images(.folders(directory))
        } else if hasNoOtherData, listing.folders.count == 1,
            case .images(let inner) = try DirectoryFormat(of: "\(directory)/\(listing.folders[0])"),
            !inner.areFolders
        {
            self = .images(inner)
        } else if !tables.isEmpty {
            self = .tables(tables)
        } else if !arrays.isEmpty {
            self = .arrays(arrays)
        } else if !texts.isEmpty {
            self = .texts(texts)
        } else if !listing.folders.isEmpty {
            // Reading them reports what is missing.
            self = .images(.folders(directory))
        } else {
            let others = listing.files.filter { !TableFiles.isDocumentation($0) }
            self = listing.files.isEmpty ? .empty : others.isEmpty ? .unknown : .texts(others)
        }
    }

    /// Whether some folder within `path`, at most `depth` below it, holds an image.
    private static func holdImages(foldersOf path: String, depth: Int) throws(DataError) -> Bool {
        let expected = "a directory of images"
        for name in try DirectoryListing(path, expected: expected).folders {
            let folder = "\(path)/\(name)"
            let files = try DirectoryListing(folder, expected: expected).files
            if files.contains(where: ImageFolder.isImage) { return true }
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
    var areFolders: Bool { if case .folders = self { true } else { false } }

    /// - Throws: `DataError` when something else is in the directory, or nothing.
    init(of directory: String) throws(DataError) {
        let form = try DirectoryFormat(of: directory)
        guard case .images(let images) = form else {
            throw .malformed(source: directory, found: form.found, expected: DirectoryFormat.imagesExpected)
        }
        self = images
    }
}
