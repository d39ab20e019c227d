/// Rows of cells as lines of text with columns of equal width.
///
/// - Parameters:
///   - rows: the rows, all with as many cells as the first.
///   - numeric: the columns that are aligned on the right.
///   - widest: the width that no column but the last is padded beyond.
package func textTable(_ rows: [[String]], numeric: Set<Int>, widest: Int = .max) -> [String] {
    guard let columns = rows.first?.indices else { return [] }
    let widths = columns.map { column in min(widest, rows.map { $0[column].count }.max()!) }
    return rows.map { row in
        columns.map { column in
            if numeric.contains(column) { return row[column].leftPadded(to: widths[column]) }
            return column == columns.last ? row[column] : row[column].rightPadded(to: widths[column])
        }.joined(separator: "  ")
    }
}
