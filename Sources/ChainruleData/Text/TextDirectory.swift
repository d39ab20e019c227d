/// Texts of several classes in a directory, in parts for training and validation where there are folders such as `train` and
/// `test`; see ``TextFolder``.
package struct TextDirectory {
    package let training: TextFolder
    /// Nil if the validation set is to be split off.
    package var validation: TextFolder?
    /// What should be known before training, each in one line: what is not read.
    package let notes: [String]

    /// - Throws: `DataError` if the directory cannot be read, or has fewer than two classes.
    package init(_ path: String) throws(DataError) {
        let folders = try DirectoryListing(path, expected: "a directory of texts").folders
        guard let names = try PartNames(folders, of: path) else {
            training = try TextFolder(path)
            validation = nil
            notes = Self.notes(training.ignored)
            return
        }
        let training = try TextFolder("\(path)/\(names.training)")
        let validation = try TextFolder("\(path)/\(names.others[0])")
        self.training = training
        self.validation = validation
        let used = [names.training, names.others[0]]
        notes = Self.notes(
            folders.filter { !used.contains($0) } + training.ignored.map { "\(names.training)/\($0)" }
                + validation.ignored.map { "\(names.others[0])/\($0)" })
    }

    private static func notes(_ ignored: [String]) -> [String] {
        DataFinding.ignored(ignored).map { [$0.description] } ?? []
    }
}
