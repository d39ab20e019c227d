import Foundation

/// What is in a directory, sorted: files apart from folders.
///
/// Hidden files and the metadata of archives made on macOS are left out. A folder that contains only a file of the
/// same name, as archives of single files are unpacked, counts as that file.
package struct DirectoryListing {
    /// Paths within the directory.
    package let files: [String]
    /// Names.
    package let folders: [String]

    /// - Parameter expected: What should be at `path`, for errors.
    package init(_ path: String, expected: String) throws(DataError) {
        var (files, folders): ([String], [String]) = ([], [])
        for name in try directoryContent(path, expected: expected) where name != "__MACOSX" {
            switch isDirectory("\(path)/\(name)") {
            case nil: continue  // A link to nothing.
            case false: files.append(name)
            case true:
                let inner = "\(name)/\(name)"
                if isDirectory("\(path)/\(inner)") == false,
                    try directoryContent("\(path)/\(name)", expected: expected) == [name]
                {
                    files.append(inner)
                } else {
                    folders.append(name)
                }
            }
        }
        (self.files, self.folders) = (files, folders)
    }
}
