import Chainrule
import Foundation

extension TrainingData {
    /// Reads a data set from the four IDX files that MNIST is published as.
    ///
    /// The files are `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and
    /// `t10k-labels-idx1-ubyte`, also with `.gz` at the end or spelled `train-images.idx3-ubyte`, and also in a folder
    /// that is called like one of them.
    ///
    /// - Parameters:
    ///   - directory: Where the four files are.
    ///   - name: What the data set is called, by default as its directory.
    ///   - classNames: What the classes are called; a label beyond them is an error. By default the articles of
    ///     Fashion-MNIST for a data set called `fashion` or `fashion-mnist`, and else the numbers from 0 to 9,
    ///     or to the highest label that is learned from.
    /// - Returns: The files named `train` for training, those named `t10k` for validation.
    /// - Throws: `DataError` when a file is missing or malformed, or when the files disagree.
    public static func idx(
        directory: String, name: String? = nil, classNames: [String]? = nil
    ) throws(DataError) -> TrainingData {
        let name = name ?? defaultName(of: directory)
        let (training, validation) = (
            try IDXPart("train", in: directory), try IDXPart("t10k", in: directory)
        )
        let classNames =
            classNames ?? ClassNames.idx(ofDataSet: name, highestLabel: training.highestLabel)
        return try TrainingData(
            name: name, training: training.images(classNames), validation: validation.images(classNames))
    }

    /// Whether a directory is meant to hold the four files: one of them is there.
    static func looksLikeIDX(_ directory: String) -> Bool {
        ["train", "t10k"].contains { part in
            find("\(part)-images", "idx3-ubyte", in: directory) != nil
                || find("\(part)-labels", "idx1-ubyte", in: directory) != nil
        }
    }

    static func idxFiles(in directory: String) throws(DataError) -> [String] {
        var files: [String] = []
        for part in ["train", "t10k"] {
            files.append(try locate("\(part)-images", "idx3-ubyte", in: directory))
            files.append(try locate("\(part)-labels", "idx1-ubyte", in: directory))
        }
        return files
    }

    /// Writes the data set as four uncompressed IDX files that ``idx(directory:name:classNames:)`` reads.
    ///
    /// - Parameter directory: Where the files go; it is made when it does not exist.
    /// - Throws: `DataError.unwritable`, no file is left half-written; `DataError.malformed` for images that
    ///   are not grayscale.
    public func writeIDX(directory: String) throws(DataError) {
        guard training.channels == 1 else {
            throw .malformed(
                source: name, found: "images of \(training.channels) channels",
                expected: "grayscale images, the only ones IDX files hold")
        }
        do { try makeDirectory(at: directory) } catch {
            throw .unwritable(path: directory, reason: error.description)
        }
        for (part, images) in [("train", training), ("t10k", validation)] {
            try IDXFile(
                dimensions: [images.count, images.height, images.width], bytes: images.pixels
            ).write(to: "\(directory)/\(part)-images-idx3-ubyte")
            try IDXFile(dimensions: [images.count], bytes: images.labels)
                .write(to: "\(directory)/\(part)-labels-idx1-ubyte")
        }
    }
}

extension ClassNames {
    /// What the classes of IDX files are called, which do not say it themselves.
    fileprivate static func idx(ofDataSet name: String, highestLabel: Int) -> [String] {
        if ["fashion", "fashion-mnist"].contains(name.lowercased()) { return fashion }
        return (0...max(9, highestLabel)).map(String.init)
    }
}

/// The images that are learned from, or those for validation, with their labels.
private struct IDXPart {
    private let pixels: IDXFile
    private let labels: IDXFile
    private let labelsPath: String

    init(_ part: String, in directory: String) throws(DataError) {
        let pixelsPath = try directory + "/" + locate("\(part)-images", "idx3-ubyte", in: directory)
        labelsPath = try directory + "/" + locate("\(part)-labels", "idx1-ubyte", in: directory)
        pixels = try IDXFile(path: pixelsPath, rank: 3)
        labels = try IDXFile(path: labelsPath, rank: 1)
        guard pixels.dimensions[0] > 0 else {
            throw .malformed(source: pixelsPath, found: "0 images", expected: "at least one")
        }
        let (height, width) = (pixels.dimensions[1], pixels.dimensions[2])
        guard height > 0, width > 0 else {
            throw .malformed(
                source: pixelsPath, found: "images of \(height) × \(width) pixels",
                expected: "at least one row and one column")
        }
    }

    var highestLabel: Int { labels.bytes.max().map(Int.init) ?? 0 }

    func images(_ classNames: [String]) throws(DataError) -> LabeledImages {
        try LabeledImages(
            pixels: pixels.bytes, labels: labels.bytes, height: pixels.dimensions[1],
            width: pixels.dimensions[2], classNames: classNames, source: labelsPath)
    }
}

/// The names in use for one of the four files.
private func spellings(_ stem: String, _ kind: String) -> [String] {
    ["-", "."].flatMap { ["\(stem)\($0)\(kind)", "\(stem)\($0)\(kind).gz"] }
}

/// The path of the file within the directory, under one of the names in use for it.
private func locate(
    _ stem: String, _ kind: String, in directory: String
) throws(DataError) -> String {
    _ = try directoryContent(directory, expected: "a directory of IDX files")
    if let path = find(stem, kind, in: directory) { return path }
    let names = spellings(stem, kind)
    if let folder = names.first(where: { isDirectory("\(directory)/\($0)") == true }) {
        throw .malformed(source: "\(directory)/\(folder)", found: "a directory", expected: "a file")
    }
    throw .missing(
        path: "\(directory)/\(names[0])",
        expected: "a file of this name or \(names.dropFirst().joined(separator: " or "))")
}

/// A file under one of the names in use, or else one in a folder that is called so.
private func find(_ stem: String, _ kind: String, in directory: String) -> String? {
    let names = spellings(stem, kind)
    let places = names + names.flatMap { folder in names.map { "\(folder)/\($0)" } }
    return places.first { isDirectory("\(directory)/\($0)") == false }
}
