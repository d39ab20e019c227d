import Foundation

/// A directory with texts of several classes: one file for each class, in which every line is a text, or one folder for each
/// class, in which every file is one.
///
/// There are folders of classes if at least two folders hold files. Otherwise the files are the classes, but for those about the
/// data, such as `README.md`: a class is called like its file without the ending, or if only the endings differ, as in
/// `rt-polarity.neg` and `rt-polarity.pos`, like the ending. Lines of white space alone are skipped.
package struct TextFolder {
    /// The directory.
    package let path: String
    /// The classes with the paths of their files within the directory.
    let classes: [(name: String, files: [String])]
    /// Whether every line of a file is a text of its own.
    let areLines: Bool
    /// What is not read, as paths within the directory, beside files about the data.
    let ignored: [String]

    /// Finds the files of each class.
    ///
    /// - Throws: `DataError` if the directory cannot be read, or has fewer than two classes.
    package init(_ path: String) throws(DataError) {
        self.path = path
        let listing = try DirectoryListing(path, expected: Self.expected)
        var folders: [(name: String, files: [String])] = []
        for name in listing.folders {
            let files = try DirectoryListing("\(path)/\(name)", expected: Self.expected).files
            if !files.isEmpty { folders.append((name, files.map { "\(name)/\($0)" })) }
        }
        if folders.count > 1 {
            (classes, areLines) = (folders, false)
            ignored = listing.files.filter { !TableFiles.isDocumentation($0) }
            return
        }
        let files = listing.files.filter { !TableFiles.isDocumentation($0) }
        let names = Self.classNames(ofFiles: files)
        classes = zip(names, files).map { ($0, [$1]) }
        areLines = true
        ignored = listing.folders
        guard classes.count > 1 else {
            let found = files.isEmpty ? "no texts" : "a single class, \(names[0])"
            throw .malformed(source: path, found: found, expected: Self.expected)
        }
    }

    private static let expected = "at least two files of texts or two folders of them, one for each class"

    private static func classNames(ofFiles files: [String]) -> [String] {
        let parts = files.map { file in
            let url = URL(fileURLWithPath: file)
            return (stem: url.deletingPathExtension().lastPathComponent, ending: url.pathExtension)
        }
        if parts.count > 1, Set(parts.map(\.stem)).count == 1, parts.allSatisfy({ !$0.ending.isEmpty }) {
            return parts.map(\.ending)
        }
        let stems = parts.map(\.stem)
        return Set(stems).count == stems.count ? stems : files
    }

    /// The paths of all files within the directory.
    package var files: [String] { classes.flatMap(\.files) }

    /// Reads the texts.
    ///
    /// - Parameter classNames: the classes in the order of their labels, as another part of the data gave them; by default those
    ///   of the directory.
    /// - Throws: `DataError` if a file cannot be read, is not UTF-8 or has no text, or a class is not among `classNames`.
    package func sentences(classNames: [String]? = nil) throws(DataError) -> LabeledSentences {
        let names = classNames ?? classes.map(\.name)
        var (texts, labels): ([String], [Int32]) = ([], [])
        for (name, files) in classes {
            guard let label = names.firstIndex(of: name) else {
                throw .malformed(
                    source: path, found: "the class '\(name)'",
                    expected: "one of \(names.prefix(20).joined(separator: ", "))")
            }
            for file in files {
                let found = try Self.texts(at: "\(path)/\(file)", areLines: areLines)
                texts += found
                labels += [Int32](repeating: Int32(label), count: found.count)
            }
        }
        return LabeledSentences(texts: texts, labels: labels, classNames: names)
    }

    private static func texts(at path: String, areLines: Bool) throws(DataError) -> [String] {
        let texts = areLines ? try TextLines(path: path).texts() : [try readText(path)]
        if texts.isEmpty || texts.contains(where: { $0.allSatisfy(\.isWhitespace) }) {
            throw .malformed(
                source: path, found: "no word", expected: areLines ? "a text in each line" : "a text")
        }
        return texts
    }
}

extension TextLines {
    /// The lines that are not white space alone.
    ///
    /// - Throws: `DataError.malformed` if one is not UTF-8.
    package func texts() throws(DataError) -> [String] {
        try (0..<count).map { index throws(DataError) in try example(at: index) }
            .filter { !$0.allSatisfy(\.isWhitespace) }
    }
}

/// A text that has been read, without a byte order mark.
///
/// - Throws: `DataError` if the file cannot be read, or is not UTF-8.
func readText(_ path: String) throws(DataError) -> String {
    try text(of: readData(path), source: path)
}

/// UTF-8 as a text, without a byte order mark.
///
/// - Parameters:
///   - content: the bytes.
///   - source: what errors call it.
/// - Throws: `DataError.malformed` if it is not UTF-8, or begins like a binary file.
package func text(of content: Data, source: String) throws(DataError) -> String {
    try content.read { bytes throws(DataError) in try checkText(bytes, source) }
    let start = content.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    return String(decoding: content.dropFirst(start), as: UTF8.self)
}
