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
    /// - a directory of images in one of the forms that ``TrainingData/init(directory:name:classNames:)`` reads;
    /// - tables, any files but those below; in a directory, those that end with `.csv`, `.tsv` or `.data`, of
    ///   which the one whose name begins with `train` is learned from, and the one whose name begins with `test`
    ///   or `held` is held out;
    /// - arrays of NumPy in files that end with `.npy` or `.npz`;
    /// - texts in files that end with `.txt`, unless `validation`, `label` or `hasHeader` says that it is a table.
    ///
    /// In a directory, the first of these that is there counts.
    ///
    /// - Parameters:
    ///   - path: Where the data is.
    ///   - validation: A table that is the validation set of the table at `path`, if there is one.
    ///   - label: The column of the tables that is to be predicted, by its name or its place.
    ///   - hasHeader: Whether the first row of the tables names the columns; by default as ``Table`` finds out.
    /// - Throws: `DataError` when the data cannot be read, or when what is no table is given what belongs to one.
    public init(
        path: String, validation: String? = nil, label: String? = nil, hasHeader: Bool? = nil
    ) throws(DataError) {
        let mustBeTable = validation != nil || label != nil || hasHeader != nil
        let form = try DirectoryFormat(ofDataAt: path, mustBeTable: mustBeTable)
        let isFile = isDirectory(path) != true
        func place(of name: String) -> String { isFile ? path : "\(path)/\(name)" }
        switch form {
        case .images where mustBeTable, .arrays where mustBeTable, .texts where mustBeTable:
            throw .malformed(
                source: path, found: form.found,
                expected: "a table, as a label, a header or a validation table is given")
        case .images: self = .examples(DataDescription(try TrainingData(directory: path)))
        case .tables(let names):
            let (training, ownValidation) = try Self.parts(names, of: path)
            self = .examples(
                try DataDescription(
                    name: URL(fileURLWithPath: path).lastPathComponent, training: place(of: training),
                    validation: validation ?? ownValidation.map(place(of:)), label: label,
                    hasHeader: hasHeader))
        case .arrays(let names):
            var arrays: [ArrayDescription] = []
            for name in names { arrays += try ArrayDescription.all(path: place(of: name)) }
            self = .arrays(arrays)
        case .texts(let names):
            self = .texts(
                try names.map { name throws(DataError) in try TextDescription(path: place(of: name)) })
        case .empty, .unknown:
            throw .malformed(
                source: path, found: form.found,
                expected:
                    "\(DirectoryFormat.imagesExpected), tables (.csv, .tsv, .data), arrays (.npy, .npz) or "
                    + "texts (.txt)")
        }
    }

    /// Which of the tables is learned from, and which one is the validation set.
    private static func parts(
        _ names: [String], of source: String
    ) throws(DataError) -> (training: String, validation: String?) {
        if names.count == 1 { return (names[0], nil) }
        func those(beginning starts: String...) -> [String] {
            names.filter { name in starts.contains { name.lowercased().hasPrefix($0) } }
        }
        let (training, validation) = (those(beginning: "train"), those(beginning: "test", "held"))
        guard training.count == 1, validation.count <= 1 else {
            throw .malformed(
                source: source, found: "the tables \(names.joined(separator: ", "))",
                expected: "one named train and at most one named test")
        }
        return (training[0], validation.first)
    }
}

extension DirectoryFormat {
    /// The form of what is at a path, which may be a file.
    fileprivate init(ofDataAt path: String, mustBeTable: Bool) throws(DataError) {
        if isDirectory(path) == true {
            try self.init(of: path)
            return
        }
        let name = path.lowercased()
        if name.hasSuffix(".npy") || name.hasSuffix(".npz") {
            self = .arrays([path])
        } else {
            self = name.hasSuffix(".txt") && !mustBeTable ? .texts([path]) : .tables([path])
        }
    }
}

extension DataDescription {
    /// Describes a table and one that is the validation set; a label that names no column may be the place of one.
    fileprivate init(
        name: String, training: String, validation: String?, label: String?, hasHeader: Bool?
    ) throws(DataError) {
        func part(_ path: String, _ name: String) throws(DataError) -> (table: Table, part: String) {
            (try Table(path: path, hasHeader: hasHeader, label: label), name)
        }
        var tables = [try part(training, "training")]
        if let validation { tables.append(try part(validation, "validation")) }
        let column = label.map { text -> TableColumn in
            if !tables[0].table.columnNames.contains(text), let index = Int(text) { return .index(index) }
            return .name(text)
        }
        self.init(name: name, parts: try ExampleRows.parts(tables, label: column))
    }
}
