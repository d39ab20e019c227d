import Chainrule
import ChainruleData
import Testing

@Suite("Tables in CSV files")
struct TableTests {
    private func texts(_ table: Table) throws -> [[String?]] {
        let columns = try table.columnNames.indices.map { try table.column(.index($0)).cells }
        return (0..<table.rowCount).map { row in columns.map { $0[row] } }
    }

    @Test("quoted cells may hold separators, quotes and ends of lines")
    func quoting() throws {
        let table = try Table(
            text: "a,b\r\n\"x, y\",\"say \"\"hi\"\"\"\r\n \"two\nlines\" , 5\" \r\n",
            format: TableFormat(header: true))
        #expect(table.columnNames == ["a", "b"])
        #expect(try texts(table) == [["x, y", "say \"hi\""], ["two\nlines", "5\""]])
    }

    @Test(
        "the separator is recognized by the numbers it makes",
        arguments: [
            "1,2,cat\n3,4,dog\n", "1;2;cat\n3;4;dog\n", "1\t2\tcat\n3\t4\tdog\n",
            " 1   2 cat\r\n3 4\t\"dog\"  \r\n",
            "1,2,cat\r3,4,dog",
        ])
    func separators(text: String) throws {
        let table = try Table(text: text)
        #expect(table.columnNames == ["column 0", "column 1", "column 2"])
        #expect(try texts(table) == [["1", "2", "cat"], ["3", "4", "dog"]])
    }

    @Test("text with blanks and commas is cut at the commas, one with tabs at the tabs")
    func blanksWithinCells() throws {
        #expect(try texts(Table(text: "a b,c d\ne f,g h\n")) == [["a b", "c d"], ["e f", "g h"]])
        #expect(
            try texts(Table(text: "good film\t1\nbad film\t0\n")) == [
                ["good film", "1"], ["bad film", "0"],
            ])
        #expect(
            try texts(Table(text: "a b,1", format: TableFormat(separator: .whitespace))) == [["a", "b,1"]])
        #expect(try texts(Table(text: "1\n2\n")) == [["1"], ["2"]])
    }

    @Test(
        "a first row without numbers above numbers is a header",
        arguments: [
            ("x,y\n1,2\n", true), ("1,2\n3,4\n", false), ("a,b\nc,d\n", false), ("x,?\n1,2\n", true),
            (",y\n0,1\n", true),
        ])
    func header(text: String, isHeader: Bool) throws {
        #expect(try (Table(text: text).format.header == isHeader))
        #expect(
            try Table(text: text, format: TableFormat(header: !isHeader)).rowCount
                != Table(text: text).rowCount)
        #expect(try Table(text: "x,y\n").format.header == false)
    }

    @Test("a first row with the label's name is a header, one with its place is not")
    func headerOfLabel() throws {
        let text = "text,label\ngood,pos\nbad,neg\n"
        #expect(try Table(text: text).columnNames == ["column 0", "column 1"])
        #expect(try Table(text: text, label: "label").columnNames == ["text", "label"])
        #expect(try Table(text: text, format: TableFormat(header: false), label: "label").rowCount == 3)
        #expect(try Table(text: "0,1\n2,3\n", label: "1").rowCount == 2)
    }

    @Test("missing cells are marked in many ways")
    func missingMarks() throws {
        let marks = ["", "?", "NA", "N/A", "NaN", "NAN", "nan", "null", "NULL", "None"]
        let table = try Table(text: "a,b\n1,2\n" + marks.map { "1,\($0)\n" }.joined())
        #expect(try table.column("b").missingCount == marks.count)
        #expect(try table.column("b").isNumeric)
    }

    @Test("missing cells are counted for each column")
    func missing() throws {
        let table = try Table(text: "a,b,c\n1,,x\n?,NA,y\n3,NaN,\"\"\n")
        #expect(try ["a", "b", "c"].map { try table.column(.name($0)).missingCount } == [1, 3, 1])
        let numbers = try table.column("a").numbers()
        #expect(numbers[0] == 1 && numbers[1].isNaN && numbers[2] == 3)
        #expect(try table.column("a").isNumeric && !table.column("c").isNumeric)
        #expect(try table.column(-1).name == "c")
    }

    @Test(
        "what is wrong is reported with its line",
        arguments: [
            ("a,b\n1,2\n\n3\n4,5\n", "found 1 cell in line 4, expected 2 as in most rows"),
            (
                "a,\"b\n1,2\n",
                "found an opening quote without a closing one in line 1, character 3 (column 1), expected a closing quote"
            ),
            (
                "a,b\n\"1\"x,2\n",
                "found text after a closing quote in line 2, character 4 (column 0), "
                    + "expected a separator or the end of the line"
            ),
            (
                "1,\"Yes\" she said,2\n",
                "found text after a closing quote in line 1, character 9 (column 1), "
                    + "expected a separator or the end of the line"
            ),
            ("a,b\n", "found no rows below the header, expected a table"),
            ("\n \n", "found no rows, expected a table"),
        ])
    func malformed(text: String, message: String) {
        let error = #expect(throws: DataError.self) {
            try Table(
                text: text,
                format: TableFormat(
                    separator: .comma, header: text.hasPrefix("a,b") ? true : nil, quotes: .double))
        }
        #expect(error?.description == "table: \(message)")
    }

    @Test("text in another encoding is refused with its line, a byte order mark skipped")
    func encoding() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/table.csv"
            try write([0xEF, 0xBB, 0xBF] + Array("x,y\n1,2\n".utf8), to: path)
            #expect(try Table(path: path).columnNames == ["x", "y"])
            try write(Array("x,y\n1,".utf8) + [0xFC, 0x0A], to: path)
            let error = #expect(throws: DataError.self) { try Table(path: path) }
            #expect(error?.description == "\(path): found invalid UTF-8 in line 2, expected UTF-8")
        }
    }

    @Test("classes are numbered by alphabet, or by value if they are whole numbers")
    func classification() throws {
        let table = try Table(text: "w,h,kind\n1,2,dog\n3,4,cat\n5,6.5,dog\n")
        let (samples, names) = try table.classification(label: "kind")
        #expect(names == ["cat", "dog"])
        #expect(samples.inputs.type == TensorType([3, 2], .float32))
        #expect(samples.inputs.scalars(as: Float.self) == [1, 2, 3, 4, 5, 6.5])
        #expect(samples.targets.type == TensorType([3], .int32))
        #expect(samples.targets.scalars(as: Int32.self) == [1, 0, 1])

        let numbered = try Table(text: "1,10\n2,9\n").classification(label: -1)
        #expect(numbered.classNames == ["9", "10"])
        #expect(numbered.samples.targets.scalars(as: Int32.self) == [1, 0])

        let swapped = try table.classification(label: "kind", inputs: ["h"], classNames: ["dog", "cat"])
        #expect(swapped.samples.inputs.scalars(as: Float.self) == [2, 4, 6.5])
        #expect(swapped.samples.targets.scalars(as: Int32.self) == [0, 1, 0])
    }

    @Test("a row with a missing cell is refused, or left out when that is asked for")
    func missingRows() throws {
        let table = try Table(text: "w,h,y\n1,2,3\n?,5,6\n7,8,9\n4,?,2\n")
        let samples = try table.regression(targets: ["y"], missing: .leaveOutRow)
        #expect(samples.inputs.scalars(as: Float.self) == [1, 2, 7, 8])
        #expect(samples.targets.type == TensorType([2, 1], .float32))
        #expect(samples.targets.scalars(as: Float.self) == [3, 9])
        #expect(try table.regression(targets: ["y"], inputs: ["w"], missing: .leaveOutRow).count == 3)
        let none = #expect(throws: DataError.self) {
            try Table(text: "w,y\n1,?\n2,?\n?,3\n").regression(targets: ["y"], missing: .leaveOutRow)
        }
        #expect(
            none?.description
                == "table: found a missing cell in each of the 3 rows, 2 of them in column 'y', "
                + "expected a row without one")
        let error = #expect(throws: DataError.self) { try table.regression(targets: ["y"]) }
        #expect(
            error?.description == "table: found nothing in line 3, column 'w', expected a value "
                + "(1 of 4 are missing in this column)")
    }

    @Test("cells and columns that do not fit are named")
    func mismatches() throws {
        let table = try Table(text: "w,kind\n1,dog\n1e99,cat\n", format: TableFormat(header: true))
        for (attempt, message) in [
            (
                { _ = try table.regression(targets: ["kind"], inputs: []) },
                "found 'dog' in line 2, column 'kind', expected a number"
            ),
            (
                { _ = try table.column("w").numbers() },
                "found '1e99' in line 3, column 'w', expected a number"
            ),
            (
                { _ = try table.classification(label: "kind", inputs: [], classNames: ["dog"]) },
                "found the class 'cat' in line 3, column 'kind', expected one of dog"
            ),
            ({ _ = try table.column("size") }, "found no column 'size', expected one of w, kind"),
            ({ _ = try table.column(2) }, "found no column 2, expected -2 to 1"),
        ] as [(() throws -> Void, String)] {
            let error = #expect(throws: DataError.self) { try attempt() }
            #expect(error?.description == "table: \(message)")
        }
    }

    @Test("no text makes the reader trap")
    func fuzz() throws {
        var random = RandomStream(seed: 22)
        let alphabet = Array("ab1.,;\t \"\n\r?é")
        for _ in 0..<2000 {
            let text = String(
                (0..<random.integer(below: 24)).map { _ in alphabet[random.integer(below: alphabet.count)] })
            do {
                let table = try Table(text: text)
                #expect(try texts(table).allSatisfy { $0.count == table.columnNames.count })
            } catch let error as DataError {
                #expect(error.description.hasPrefix("table: found "))
            }
        }
    }
}
