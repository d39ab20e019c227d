/// The lines before a table that begin with a comment's mark.
struct CommentLines {
    /// Where the line behind the last of them begins.
    let end: Int
    let count: Int
    /// Whether they may be rows of the table: if `#` is not said to begin comments, and no blank follows it.
    let isDoubtful: Bool
    private let bytes: UnsafeRawBufferPointer
    /// The last of them, without the mark.
    private let last: Range<Int>

    init(_ bytes: UnsafeRawBufferPointer, _ comment: String?, from start: Int) {
        self.bytes = bytes
        let mark = Array((comment ?? "#").utf8)
        var (position, last, count, isDoubtful) = (start, start..<start, 0, false)
        while !mark.isEmpty, bytes[position...].starts(with: mark) {
            let end = bytes[position...].firstIndex { $0 == 10 || $0 == 13 } ?? bytes.count
            count += 1
            last = position + mark.count..<end
            let follower = last.isEmpty ? nil : bytes[last.lowerBound]
            if comment == nil, let follower, ![32, 9, mark[0]].contains(follower) { isDoubtful = true }
            position = bytes[end...].firstIndex { $0 != 10 && $0 != 13 } ?? bytes.count
        }
        // A file of nothing but such lines has none before its table.
        end = position == bytes.count ? start : position
        self.last = position == bytes.count ? start..<start : last
        self.count = count
        self.isDoubtful = isDoubtful && position < bytes.count
    }

    /// The names of the columns, if the last line has as many cells as the table and they are not numbers.
    func names(_ tally: TableTally) -> [String]? {
        if last.isEmpty { return nil }
        let line = UnsafeRawBufferPointer(rebasing: bytes[last])
        var parser = CSVParser(line, separator: tally.separator, quotes: tally.quotes)
        var cells: [CSVParser.Cell] = []
        guard (try? parser.nextRow(into: &cells)) == true, cells.count == tally.columns.count else {
            return nil
        }
        let reader = CellReader(line, decimal: .point, missing: MissingTexts([]))
        let names = cells.map(reader.text)
        return names.allSatisfy { Double(cell: $0) == nil } ? names : nil
    }
}
