import Foundation

/// Which files of a directory are data, and what they are for, by their names.
package enum TableFiles {
    /// Files that end so are tables.
    static let endings = ["csv", "tsv", "tab", "data", "dat"]

    package static func isTable(_ name: String) -> Bool { endings.contains(ending(of: name)) }

    /// The tables in a directory: files that end as tables do, and if there are some, parts such as `adult.test`.
    package static func tables(among names: [String]) -> [String] {
        if !names.contains(where: isTable) { return [] }
        let parts = ["train", "test", "tra", "trn", "tes", "tst", "val"]
        return names.filter { isTable($0) || parts.contains(ending(of: $0)) }
    }

    /// Whether a file is about the data, such as `README.md`, `iris.names` or `SHA256SUMS`.
    static func isDocumentation(_ name: String) -> Bool {
        let words = ["readme", "license", "licence", "copying", "citation", "notice", "changelog", "index"]
        let name = name.lowercased()
        return words.contains { name == $0 || name.hasPrefix($0 + ".") || name.hasPrefix($0 + "-") }
            || name.hasSuffix("sums")
            || ["md", "rst", "names", "html", "pdf", "json", "yaml", "yml", "bib", "sha256", "md5", "py"]
                .contains(
                    ending(of: name))
    }

    /// The table to learn from, the one for validation, and those that are neither.
    ///
    /// - Throws: `DataError.malformed` if the names do not tell.
    package static func parts(
        _ names: [String], of source: String
    ) throws(DataError) -> (training: String, validation: String?, others: [String]) {
        if names.count == 1 { return (names[0], nil, []) }
        func those(_ role: PartRole) -> [String] { names.filter { PartRole($0) == role } }
        var training = those(.training)
        let (validation, test) = (those(.validation), those(.test))
        let second = validation.isEmpty ? test : validation
        // `adult.data` stands beside `adult.test`.
        let rest = names.filter { !validation.contains($0) && !test.contains($0) }
        if training.isEmpty, rest.count == 1, !second.isEmpty { training = rest }
        guard training.count == 1, second.count <= 1, training != second else {
            throw .malformed(
                source: source, found: "the tables \(names.joined(separator: ", "))",
                expected: "one named train and at most one named test, or the path of one of them")
        }
        return (training[0], second.first, names.filter { $0 != training[0] && $0 != second.first })
    }

    static func ending(of name: String) -> String {
        URL(fileURLWithPath: name).pathExtension.lowercased()
    }
}

extension Table {
    /// Whether it is one also if nothing but its look says so: running text has no columns, or of text alone.
    var looksTabular: Bool {
        let numbers = columnNames.indices.count { !layout.tallies[$0].isEmpty && isNumeric($0) }
        return numbers > 0 || (columnNames.count > 1 && format.separator == .tab)
    }
}
