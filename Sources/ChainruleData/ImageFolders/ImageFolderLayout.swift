/// Where in a directory the folders of classes are, of the training set and the validation set.
struct ImageFolderLayout {
    /// A folder of classes' folders.
    struct Part {
        /// The path within the directory; empty for the directory itself.
        let path: String
        let content: ImageFolderContent

        fileprivate init(_ path: String, in directory: String) throws(DataError) {
            self.path = try ImageFolderLayout.classFolders(path, in: directory)
            content = try ImageFolderContent(of: ImageFolderLayout.join(directory, self.path))
        }

        /// Whether some class of this part is one of the `other`.
        fileprivate func sharesClasses(with other: Part) -> Bool {
            let names = Set(other.content.classes.map(\.folder))
            return content.classes.contains { names.contains($0.folder) }
        }

        /// What is not read, as paths within the directory.
        var ignored: [String] { content.ignored.map { ImageFolderLayout.join(path, $0) } }
    }

    let training: Part
    /// Nil if the validation set is split off the training part.
    private(set) var validation: Part?
    /// What is not read, as paths within the directory, with the reason.
    let ignored: [String]

    init(_ directory: String) throws(DataError) {
        let root = try Self.classFolders("", in: directory)
        let path = Self.join(directory, root)
        let folders = try DirectoryListing(path, expected: "a directory of images").folders
        guard let names = try PartNames(folders, of: path) else {
            training = try Part(root, in: directory)
            ignored = training.ignored
            return
        }
        training = try Part(Self.join(root, names.training), in: directory)
        var unread: [String] = []
        for name in names.others {
            let path = Self.join(root, name)
            do {
                let part = try Part(path, in: directory)
                if !part.sharesClasses(with: training) {
                    unread.append("\(path) (none of its folders is a class of \(training.path))")
                } else if validation == nil {
                    validation = part
                } else {
                    unread.append("\(path) (a third part)")
                }
            } catch {
                // The test part of a competition has images without classes.
                guard case .malformed = error else { throw error }
                unread.append("\(path) (no folders of images)")
            }
        }
        for name in folders where PartRole(name) == nil {
            unread.append("\(Self.join(root, name)) (neither a training nor a validation part)")
        }
        ignored = unread + training.ignored + (validation?.ignored ?? [])
    }

    /// The paths of the images within the directory.
    var files: [String] {
        [training, validation].compactMap(\.self).flatMap { part in
            part.content.classes.flatMap { folder, files in
                files.map { Self.join(part.path, "\(folder)/\($0)") }
            }
        }
    }

    /// Where the folders of classes, or of parts, are: behind folders that hold just one other.
    private static func classFolders(_ path: String, in directory: String) throws(DataError) -> String {
        var path = path
        for _ in 0..<4 {
            let content = try DirectoryListing(join(directory, path), expected: "a directory of images")
            guard content.folders.count == 1, !content.files.contains(where: ImageFolder.isImage) else {
                break
            }
            let inner = join(path, content.folders[0])
            let listing = try DirectoryListing(join(directory, inner), expected: "a directory of images")
            if listing.folders.isEmpty || listing.files.contains(where: ImageFolder.isImage) { break }
            path = inner
        }
        return path
    }

    static func join(_ path: String, _ name: String) -> String {
        path.isEmpty || name.isEmpty ? path + name : "\(path)/\(name)"
    }
}
