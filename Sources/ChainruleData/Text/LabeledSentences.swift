import Chainrule

/// Sentences, or longer texts, each with its class.
public struct LabeledSentences: Sendable, Equatable {
    public let texts: [String]
    /// The class of each text.
    public let labels: [Int32]
    /// The names of the classes, in the order of the labels.
    public let classNames: [String]

    /// The number of texts.
    public var count: Int { texts.count }

    /// - Precondition: there is a label for each text, and each is one of the classes.
    public init(texts: [String], labels: [Int32], classNames: [String]) {
        require(
            texts.count == labels.count && labels.allSatisfy { classNames.indices.contains(Int($0)) },
            "LabeledSentences: \(labels.count) labels of \(classNames.count) classes for \(texts.count) texts"
        )
        (self.texts, self.labels, self.classNames) = (texts, labels, classNames)
    }

    /// The texts at `indices`, in that order.
    public func subset(_ indices: some Collection<Int>) -> LabeledSentences {
        LabeledSentences(
            texts: indices.map { texts[$0] }, labels: indices.map { labels[$0] }, classNames: classNames)
    }
}

extension LabeledSentences {
    /// The rows of a table with a text and its class.
    ///
    /// - Parameters:
    ///   - table: the rows.
    ///   - text: the column of the texts.
    ///   - label: the column of the classes.
    ///   - classNames: the classes, as another part of the data gave them; by default those of the column.
    /// - Throws: `DataError.malformed` if a column is not there, or a row lacks its text, its class, or has one that is not among
    ///   `classNames`.
    package init(
        _ table: Table, text: TableColumn, label: TableColumn, classNames: [String]? = nil
    ) throws(DataError) {
        let columns = try table.values(of: [text, label], areNumbers: [false, false])
        guard case .texts(let texts) = columns[0], case .texts(let classes) = columns[1] else {
            fatalError("columns that were read as texts hold numbers")
        }
        let names = classNames ?? Set(classes.compactMap(\.self)).inClassOrder
        let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
        var (found, labels): ([String], [Int32]) = ([], [])
        for (row, (sentence, name)) in zip(texts, classes).enumerated() {
            guard let sentence, !sentence.allSatisfy(\.isWhitespace) else {
                throw try table.malformed(row: row, column: text, found: "nothing", expected: "a text")
            }
            guard let name else {
                throw try table.malformed(row: row, column: label, found: "nothing", expected: "a class")
            }
            guard let number = numbers[name] else {
                throw try table.malformed(
                    row: row, column: label, found: "the class '\(name)'",
                    expected: "one of \(names.prefix(20).joined(separator: ", "))")
            }
            found.append(sentence)
            labels.append(number)
        }
        self.init(texts: found, labels: labels, classNames: names)
    }
}
