import Foundation

/// Whether the first row of a table names its columns, judged by all the rows below it.
struct HeaderEvidence {
    /// Above 0 for a header, below 0 for an example; the further from 0, the clearer.
    private(set) var score = 0.0

    /// Whether the other answer is nearly as likely.
    var isClose: Bool { abs(score) <= 1 }

    init(_ tally: TableTally, _ decimal: DecimalMark) {
        if tally.rowStarts.count < 2 {
            // Numbers above empty columns are not names.
            score = tally.first.contains { Double(cell: $0) != nil } ? -4 : 0
            return
        }
        let numbers = Self.numberedNames(tally.first, tally)
        for (column, text) in tally.first.enumerated() where column < tally.columns.count {
            if numbers != nil, Double(cell: text) != nil { continue }
            score += Self.score(of: text, over: tally.columns[column], recurs: tally.recurs[column], decimal)
        }
        score += numbers ?? 0
        let names = tally.first.filter { !$0.isEmpty }
        if Set(names).count < names.count { score -= 2 }
    }

    /// The evidence of one cell of the first row and the column below it.
    private static func score(
        of text: String, over column: ColumnTally, recurs: Bool, _ decimal: DecimalMark
    ) -> Double {
        if text.isEmpty || column.isEmpty || TableTally.missingMarks.contains(text) { return 0 }
        var text = text
        let number = text.withUTF8 { NumberText(UnsafeRawBufferPointer($0), decimal: decimal) }
        let isNumeric = column.isMostlyNumeric(decimal)
        if number != nil { return isNumeric ? -4 : -1 }
        if isNumeric { return 4 }
        if recurs { return -4 }
        // Below a name of classes the classes come again and again; below a name of texts, texts are longer.
        let isFew = column.distinct.count <= min(ColumnTally.manyTexts, column.textCount / 2)
        if isFew { return 2 }
        return column.meanLength > 3 * Double(text.utf8.count) ? 1 : 0
    }

    /// The evidence of numbers in the first row that count the columns or are years; nil if they are neither.
    private static func numberedNames(_ row: [String], _ tally: TableTally) -> Double? {
        guard let numbers = progression(row) else { return nil }
        let countsColumns = numbers.count >= 3 && (0...1).contains(numbers[0]) && numbers[1] == numbers[0] + 1
        let isYears = numbers.count >= 2 && numbers.allSatisfy { (1800...2100).contains($0) }
        guard countsColumns || (isYears && numbers.count < row.count) || (isYears && numbers.count > 2) else {
            return nil
        }
        // If the rows below continue the series, the first row is as likely to be of the same kind.
        if progression(tally.second) != nil { return -1 }
        let isShort = numbers.count <= 4 && tally.columns.allSatisfy { $0.points + $0.commas == 0 }
        return isShort ? 1 : 3
    }

    /// The whole numbers of a row if they grow by the same step.
    private static func progression(_ row: [String]) -> [Int]? {
        let numbers = row.compactMap { Int($0) }
        guard numbers.count >= 2, row.allSatisfy({ Int($0) != nil || Double(cell: $0) == nil }) else {
            return nil
        }
        let (step, overflows) = numbers[1].subtractingReportingOverflow(numbers[0])
        guard !overflows, step > 0 else { return nil }
        return zip(numbers, numbers.dropFirst()).allSatisfy {
            $1.subtractingReportingOverflow($0).partialValue == step
        }
            ? numbers : nil
    }
}
