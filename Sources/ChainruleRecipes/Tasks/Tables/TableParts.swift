import ChainruleData

/// The tables of a training set and of a validation set; without the latter rows are held out.
struct TableParts {
    let training: String
    let validation: String?

    /// - Parameters:
    ///   - path: a table, or a directory with one, or with one for each part.
    ///   - heldOut: what the options say of the validation set.
    /// - Throws: `DataError` if the directory has no tables, or several whose names do not say what they are for.
    init(_ path: String, heldOut: HeldOut?) throws(DataError) {
        var (training, validation) = (path, String?.none)
        if isDirectory(path) == true {
            let files = try DirectoryListing(path, expected: "a table").files
            let tables = TableFiles.tables(among: files)
            if tables.isEmpty {
                throw .malformed(source: path, found: "no tables", expected: "a CSV file, or its path")
            }
            let parts = try TableFiles.parts(tables, of: path)
            training = "\(path)/\(parts.training)"
            validation = parts.validation.map { "\(path)/\($0)" }
        }
        if case .file(let file) = heldOut { validation = file }
        (self.training, self.validation) = (training, validation)
    }

    /// The paths by the names of the files.
    var files: [String: String] { HeldOut.files(training: training, validation: validation) }
}
