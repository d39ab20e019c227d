import Chainrule
import Foundation

/// Statistics of the data at a path, and likely problems.
public enum PathDescription: Sendable, Equatable {
    /// Images with their classes, or the rows of tables.
    case examples(DataDescription)
    case texts([TextDescription])
    case arrays([ArrayDescription])

    /// Describes the file at `path`, or the data set in the directory:
    ///
    /// - a directory of images in one of the formats that ``TrainingData/init(directory:name:classNames:)`` reads;
    /// - tables in files that end with `.csv`, `.tsv`, `.tab`, `.data` or `.dat`; of several in a directory, the one
    ///   called `train` is the training set, and the one called `validation` or `test` is the validation set;
    /// - arrays of NumPy in files that end with `.npy` or `.npz`;
    /// - other files, such as those that end with `.txt`, as tables if they look like some or a label, a validation
    ///   table or something of their format is given, and else as texts.
    ///
    /// In a directory, the first of these that is found is described; files such as `README.md` are ignored.
    ///
    /// - Parameters:
    ///   - path: Where the data is.
    ///   - validation: A table that is the validation set of the table at `path`, if there is one; it is read with the
    ///     format of the first one.
    ///   - label: The column to predict, by name or position.
    ///   - format: What is known of the tables' format; the rest is detected.
    /// - Throws: `DataError` when the data cannot be read, or when options of tables are given for other data.
    public init(
        path: String, validation: String? = nil, label: String? = nil, format: TableFormat = TableFormat()
    ) throws(DataError) {
        let mustBeTable = validation != nil || label != nil || format != TableFormat()
        let isFile = isDirectory(path) != true
        let content = isFile ? DirectoryFormat(ofFile: path) : try DirectoryFormat(of: path)
        func place(of name: String) -> String { isFile ? path : "\(path)/\(name)" }
        func describe(_ tables: [String]) throws(DataError) -> DataDescription {
            let parts = try TableFiles.parts(tables, of: path)
            return try DataDescription(
                name: URL(fileURLWithPath: path).lastPathComponent, training: place(of: parts.training),
                validation: validation ?? parts.validation.map(place(of:)), others: parts.others, label,
                format)
        }
        switch content {
        case .images where mustBeTable, .arrays where mustBeTable:
            throw .malformed(
                source: path, found: content.found,
                expected: "a table, as a label, a format or a validation table is given")
        case .images: self = .examples(DataDescription(try TrainingData(directory: path)))
        case .tables(let names): self = .examples(try describe(names))
        case .arrays(let names):
            var arrays: [ArrayDescription] = []
            for name in names { arrays += try ArrayDescription.all(path: place(of: name)) }
            self = .arrays(arrays)
        case .texts(let names):
            let areTables = try mustBeTable ? true : Self.areTables(names.map(place(of:)))
            if areTables {
                self = .examples(try describe(names))
            } else {
                self = .texts(
                    try names.map { name throws(DataError) in try TextDescription(path: place(of: name)) })
            }
        case .empty, .unknown:
            throw .malformed(
                source: path, found: content.found,
                expected: "\(DirectoryFormat.imagesExpected), tables (.csv, .tsv, .tab, .data, .dat), "
                    + "arrays (.npy, .npz) or texts (.txt)")
        }
    }

    /// Whether files whose endings do not tell look like tables.
    private static func areTables(_ paths: [String]) throws(DataError) -> Bool {
        for path in paths {
            // A .txt file of prose may not parse as a table; other errors are reported when the table is read.
            let isText = TableFiles.ending(of: path) == "txt"
            do throws(DataError) {
                if try !Table(path: path).looksTabular { return false }
            } catch {
                if isText, case .malformed = error { return false }
                throw error
            }
        }
        return true
    }
}

extension DirectoryFormat {
    /// What a file is by its name.
    fileprivate init(ofFile path: String) {
        let ending = TableFiles.ending(of: path)
        self =
            ["npy", "npz"].contains(ending)
            ? .arrays([path]) : TableFiles.isTable(path) ? .tables([path]) : .texts([path])
    }
}

extension DataDescription {
    /// Describes a training table and a validation table.
    fileprivate init(
        name: String, training: String, validation: String?, others: [String], _ label: String?,
        _ format: TableFormat
    ) throws(DataError) {
        var (format, label) = (format, label.map { TableColumn.nameOrPlace($0) })
        let labelName: String? = if case .nameOrPlace(let name)? = label { name } else { nil }
        if let target = label, let columns = format.columns {
            // The label is read beside the columns that are asked for.
            if !columns.contains(target) { format.columns = columns + [target] }
            label = .index(format.columns!.firstIndex(of: target)!)
        }
        let table = try Table(path: training, format: format, label: labelName)
        var tables = [(table: table, part: "training")]
        if let validation {
            tables.append((try Table(path: validation, format: table.format), "validation"))
        }
        var parts = try ExampleRows.parts(tables, label: label)
        if !others.isEmpty {
            parts[0].notes.append("tables that were not read: \(others.joined(separator: ", "))")
        }
        self.init(name: name, parts: parts)
    }
}
