import Chainrule
import Foundation

/// The files in a folder of folders, one for each class, and the files in it that are not images.
struct ImageFolderContent {
    /// The folders that hold images, and the paths of these within them; at least one of each.
    let classes: [(folder: String, files: [String])]
    /// What is not read, with the reason, as paths within the folder.
    let ignored: [String]

    private static let expected = "one folder of images per class"

    /// Lists the folder; images may be in folders within those of the classes.
    ///
    /// - Throws: `DataError` when no folder holds an image, or when they are the parts of a data set.
    init(of path: String) throws(DataError) {
        let listing = try DirectoryListing(path, expected: Self.expected)
        let roles = listing.folders.map { PartRole($0) }
        let areParts = try PartNames(listing.folders, of: path) != nil
        guard !areParts, roles.count < 2 || roles.contains(nil) else {
            throw .malformed(
                source: path, found: "the parts \(listing.folders.joined(separator: ", "))",
                expected: Self.expected)
        }
        var (classes, ignored): ([(folder: String, files: [String])], [String]) = ([], [])
        for folder in listing.folders {
            let found = try Self.images(in: "\(path)/\(folder)")
            if found.images.isEmpty, found.others.isEmpty {
                ignored.append("\(folder) (no images)")
            } else {
                ignored += found.others.map { "\(folder)/\($0)" }
            }
            if !found.images.isEmpty { classes.append((folder, found.images)) }
        }
        guard !classes.isEmpty else {
            let found = listing.folders.isEmpty ? "no folders" : "no images, only \(firstFew(of: ignored))"
            throw .malformed(source: path, found: found, expected: Self.expected)
        }
        (self.classes, self.ignored) = (classes, ignored)
    }

    /// The images in a folder and the folders in it, and the other files there with the reason.
    private static func images(
        in path: String, depth: Int = 1
    ) throws(DataError) -> (images: [String], others: [String]) {
        let listing = try DirectoryListing(path, expected: expected)
        var (images, others): ([String], [String]) = ([], [])
        for name in listing.files {
            if !ImageFolder.isImage(name) {
                others.append("\(name) (no .jpg, .jpeg or .png)")
            } else if let reason = try reasonToIgnore("\(path)/\(name)") {
                others.append("\(name) (\(reason))")
            } else {
                images.append(name)
            }
        }
        // A link may lead back to a folder that it is in.
        for folder in listing.folders where depth < 8 {
            let inner = try Self.images(in: "\(path)/\(folder)", depth: depth + 1)
            images += inner.images.map { "\(folder)/\($0)" }
            others += inner.others.map { "\(folder)/\($0)" }
        }
        return (images, others)
    }

    /// Why a file that is called an image is none, if it is none.
    private static func reasonToIgnore(_ path: String) throws(DataError) -> String? {
        let beginning: Data
        do {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? file.close() }
            beginning = try file.read(upToCount: ImageFormat.beginningSize) ?? Data()
        } catch {
            throw .unreadable(path: path, reason: oneLine(error))
        }
        if beginning.isEmpty { return "an empty file" }
        return ImageFormat(beginning) == nil ? "neither JPEG nor PNG" : nil
    }
}
