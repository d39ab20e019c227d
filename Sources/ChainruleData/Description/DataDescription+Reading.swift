import Chainrule
import Foundation

extension DataDescription {
    /// Describes the data set at `path`: a table, a directory of images in one of the forms that
    /// ``TrainingData/init(directory:name:classNames:)`` reads, or a directory of tables.
    ///
    /// Tables are files that end with `.csv`, `.tsv` or `.data`. In a directory of several, the one whose name
    /// begins with `train` is learned from, and the one whose name begins with `test` or `held` is held out.
    ///
    /// - Parameters:
    ///   - path: Where the data set is.
    ///   - heldOut: A table that is held out of the table at `path`, if there is one.
    ///   - label: The column of the tables that is to be predicted, by its name or its place.
    /// - Throws: `DataError` when the data set cannot be read, or when images are given a label or a table.
    public init(path: String, heldOut: String? = nil, label: String? = nil) throws(DataError) {
        let name = URL(fileURLWithPath: path).lastPathComponent
        let found = try Self.tables(at: path)
        guard let found else {
            guard heldOut == nil, label == nil else {
                throw .malformed(
                    source: path, found: "images",
                    expected: "a table, as it is given a label or a held-out table")
            }
            try self.init(TrainingData(directory: path))
            return
        }
        var tables = [(table: try Table(path: found.training), part: "training")]
        if let heldOut = heldOut ?? found.heldOut {
            tables.append((table: try Table(path: heldOut), part: "held-out"))
        }
        let column =
            label.map { text in
                tables[0].table.columnNames.contains(text)
                    ? .name(text) : Int(text).map { .index($0) } ?? .name(text)
            } as TableColumn?
        self.init(name: name, parts: try ExampleRows.parts(tables, label: column))
    }

    /// The tables that are learned from and held out; nil if what is at `path` must be images.
    private static func tables(at path: String) throws(DataError) -> (training: String, heldOut: String?)? {
        guard isDirectory(path) == true else { return (path, nil) }
        let names = try directoryContent(path, expected: "a data set").filter { name in
            [".csv", ".tsv", ".data"].contains { name.lowercased().hasSuffix($0) }
        }.sorted()
        if names.isEmpty { return nil }
        if names.count == 1 { return ("\(path)/\(names[0])", nil) }
        let training = names.filter { $0.lowercased().hasPrefix("train") }
        let heldOut = names.filter { $0.lowercased().hasPrefix("test") || $0.lowercased().hasPrefix("held") }
        guard training.count == 1, heldOut.count <= 1 else {
            throw .malformed(
                source: path, found: "the tables \(names.joined(separator: ", "))",
                expected: "one called train and at most one called test")
        }
        return ("\(path)/\(training[0])", heldOut.first.map { "\(path)/\($0)" })
    }
}
