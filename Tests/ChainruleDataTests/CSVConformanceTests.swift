import Chainrule
import ChainruleData
import Foundation
import Testing

@Suite("CSV as Python reads it")
struct CSVConformanceTests {
    @Test("short texts of separators, quotation marks and ends of lines are cut as by Python's csv module")
    func againstPython() throws {
        var random = RandomStream(seed: 2)
        let alphabet = Array("a1,,\"\"\n\r")
        let texts = (0..<2000).map { _ in
            String(
                (0..<random.integer(below: 14)).map { _ in alphabet[random.integer(below: alphabet.count)] })
        }
        let expected = try python(texts)
        var read = 0
        for (text, rows) in zip(texts, expected) {
            let table = try? Table(
                text: text,
                format: TableFormat(
                    separator: .comma, header: false, quotes: .double, comment: "", missing: []))
            #expect(try table.map(cells) == rows.flatMap(rectangle), "\(text.debugDescription)")
            if table != nil { read += 1 }
        }
        #expect(read > 200)
    }

    private func cells(_ table: Table) throws -> [[String]] {
        let columns = try table.columnNames.indices.map { try table.column(.index($0)).cells }
        return (0..<table.rowCount).map { row in columns.map { $0[row] ?? "" } }
    }

    /// Rows of one width, without empty columns at the end; nil if there are none or the widths differ.
    private func rectangle(_ rows: [[String]]) -> [[String]]? {
        guard var width = rows.first?.count, rows.allSatisfy({ $0.count == width }) else { return nil }
        while width > 1, rows.allSatisfy({ $0[width - 1].isEmpty }) { width -= 1 }
        return rows.map { Array($0.prefix(width)) }
    }

    /// The rows of each text that are no blank lines; nil where Python refuses it.
    private func python(_ texts: [String]) throws -> [[[String]]?] {
        let script = """
            import csv, io, json, sys
            def rows(text):
                try:
                    return [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
                except csv.Error:
                    return None
            print(json.dumps([rows(text) for text in json.load(sys.stdin)]))
            """
        let (process, input, output) = (Process(), Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script]
        (process.standardInput, process.standardOutput) = (input, output)
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: JSONEncoder().encode(texts))
        try input.fileHandleForWriting.close()
        let result = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return try JSONDecoder().decode([[[String]]?].self, from: result)
    }
}
