import Chainrule
import ChainruleData
import Testing

@Suite("How a table is written")
struct TableFormatTests {
    private func rows(_ table: Table) throws -> [[String?]] {
        let columns = try table.columnNames.indices.map { try table.column(.index($0)).cells }
        return (0..<table.rowCount).map { row in columns.map { $0[row] } }
    }

    /// A table from a file of this ending.
    private func table(_ ending: String, _ text: String, _ format: TableFormat = TableFormat()) throws
        -> Table
    {
        try withTemporaryDirectory { directory in
            try write(Array(text.utf8), to: "\(directory)/table.\(ending)")
            return try Table(path: "\(directory)/table.\(ending)", format: format)
        }
    }

    @Test(
        "is found by all its rows, not by the first",
        arguments: [
            ("tsv", "good, really\t1\nbad film\t0\nso, so, so\t1\n", "tab-separated, no header, 3 rows"),
            ("", "good, really\t1\nbad film\t0\n", "tab-separated, no header, 2 rows"),
            ("csv", "1,5;2,5\n3,5;4,25\n", "semicolon-separated, no header, decimal commas, 2 rows"),
            ("", "1,5;2,5\n", "semicolon-separated, no header, decimal commas, 1 row"),
            ("csv", "a|b\n1|x, y\n2|z\n", "separated by '|', header, 2 rows"),
            ("data", "1 2 \"a b\"\n3  4\t\"c\"\n", "whitespace-separated, no header, 2 rows"),
            ("csv", "item 5 of,pos\nitem 6 of,neg\nitem 7 of,pos\n", "comma-separated, no header, 3 rows"),
            ("csv", "a;b,c\n1;2,5\n3;4,5\n", "semicolon-separated, header, decimal commas, 2 rows"),
            // Texts in which commas separate numbers, in a file of tabs.
            (
                "tsv", "first\tscores, 3, 5\nsecond\tscores, 4, 6\nfirst\tscores, 1, 2\n",
                "tab-separated, no header, 3 rows"
            ),
            ("csv", "name\nEmma\nEmma\nLiam\nLiam\n", "one column, header, 4 rows"),
        ])
    func separator(ending: String, text: String, reading: String) throws {
        #expect(try table(ending, text).reading == reading)
    }

    @Test(
        "tells a header by what is below it",
        arguments: [
            // Numbers that count the columns, as pandas writes them, and years.
            ("0,1,2\n0.5,0.25,0.75\n1.5,2.5,3.5\n", true), ("0,1,2\n3,4,5\n6,7,8\n", false),
            (",0,1,2\n0,0.5,0.25,0.75\n", true),
            ("country,2000,2001\nFrance,1.5,2.5\nItaly,2.5,\n", true), ("1,2\n3,4\n", false),
            // Names over texts and over classes, and texts over such.
            ("text,label\none,pos\nanother,neg\nthird,pos\nlast,neg\n", true),
            ("one,pos\nanother,neg\nthird,pos\nlast,neg\n", false),
            // A text that occurs twice in the first row is no name.
            ("red,Ann,Ann\nblue,Bob,Eve\ngreen,Joe,Kim\nblue,Liz,Moe\ngreen,Ned,Oda\n", false),
            ("red,Ann,Amy\nblue,Bob,Eve\ngreen,Joe,Kim\nblue,Liz,Moe\ngreen,Ned,Oda\n", true),
            // Gaps in the first rows.
            ("a,b,c\n?,?,x\n1,2,y\n3,4,x\n", true), ("?,1\n2,3\n", false), ("a,,c\n1,2,3\n", true),
            // A first row whose numbers are written otherwise.
            ("1540,PRODAJA,-.625\n1540,PRODAJA,-0.62\n", false), ("+1\n2\n3\n", false),
        ])
    func header(text: String, isHeader: Bool) throws {
        #expect(try Table(text: text).format.header == isHeader)
        #expect(try Table(text: text, format: TableFormat(header: !isHeader)).format.header == !isHeader)
    }

    @Test("says what might as well be otherwise")
    func notes() throws {
        #expect(
            try table("csv", "name,city\nAnn,Rome\nBob,Oslo\n").notes == [
                "the first row (name, city) is read as the header, but could also be an example; "
                    + "specify header to override"
            ])
        #expect(try table("csv", "name,size\nAnn,1\nBob,2\n").notes == [])
        #expect(
            try Table(text: "a;b\n1;1,500\n2;2,250\n").notes == [
                "the commas in b are read as decimal marks, but could also group thousands; specify decimal to override"
            ])
        #expect(try Table(text: "a;b\n1;1,5000\n2;2,2500\n").notes == [])
        #expect(
            try table("csv", "a,b\n1,\"1,000\"\n2,\"2,500\"\n").notes == [
                "the commas in b seem to group thousands, so these cells are read as text; "
                    + "remove the commas, or specify decimal if they are decimal marks"
            ])
        #expect(
            try table("csv", "one, two\nthree\nfour\nfive, six, seven\n").notes.first
                == "read as one column, because most lines are not comma-separated; specify the separator to override"
        )
    }

    @Test(
        "does not read grouped thousands as decimal fractions",
        arguments: [
            ("a,b\n1,\"1,000\"\n2,\"2,500\"\n", DecimalMark.point), ("a\tb\n0.5\t-1,000\n1\t2,500\n", .point),
            ("a\tb\n1\t0,125\n2\t0,250\n", .comma), ("a,b\n1,\"1,000\"\n2,\"2,5\"\n", .comma),
        ])
    func groupedThousands(_ text: String, _ decimal: DecimalMark) throws {
        let table = try Table(text: text)
        #expect(table.format.decimal == decimal)
        let second = try table.column(1)
        if decimal == .point {
            #expect(throws: DataError.self) { try second.numbers() }
        } else {
            #expect(try second.numbers().allSatisfy { $0 < 3 })
        }
        #expect(try Table(text: text, format: TableFormat(decimal: .comma)).column(1).numbers()[0] != 1000)
    }

    @Test("of messages with quotation marks that quote nothing keeps all rows")
    func unbalancedQuotes() throws {
        let text =
            "ham\tsee \"it\nspam\t\"Free entry now\nham\the said so\" early\nham\t\"quoted\"\nspam\tfree\n"
        let messages = try table("tsv", text)
        #expect(messages.reading == "tab-separated, no header, quotes as characters, 5 rows")
        #expect(try rows(messages)[1] == ["spam", "\"Free entry now"])
        // Quotation marks that happen to enclose two whole rows.
        let joined = try table("tsv", "ham\tone\nspam\t\"two\nham\tthree\"\nham\tfour\n")
        #expect(joined.rowCount == 4 && joined.notes.count == 1)
        #expect(try table("tsv", text, TableFormat(quotes: TableQuotes.none)).rowCount == 5)
        #expect(throws: DataError.self) { try table("tsv", text, TableFormat(quotes: .double)) }
        // Those that do quote hold separators and ends of lines in any format.
        #expect(
            try rows(table("tsv", "a\t\"x\ty\"\nb\t\"u\nv\"\n", TableFormat(header: false))) == [
                ["a", "x\ty"], ["b", "u\nv"],
            ])
        #expect(try rows(table("csv", "\"abc\"\n\"1,000\"\n\"2,000\"\n")) == [["1,000"], ["2,000"]])
    }

    @Test("keeps text behind a closing quotation mark, or refuses it where others quote")
    func textBehindQuotes() throws {
        #expect(try rows(Table(text: "1,\"Yes\" she said,2\n")) == [["1", "\"Yes\" she said", "2"]])
        #expect(
            try rows(Table(text: "\"5\" 77,x\n", format: TableFormat(separator: .comma))) == [
                ["\"5\" 77", "x"]
            ])
        let error = #expect(throws: DataError.self) {
            try Table(text: "\"a\",\"b, c\"\n\"d\",\"e\" f\n\"g\",\"h\"\n")
        }
        #expect(
            error?.description
                == "table: found text after a closing quote in line 2, character 9 (column 1), "
                + "expected a separator or the end of the line")
    }

    @Test(
        "leaves out empty columns at the end, and numbers those without a name",
        arguments: [
            ("a,b,\n1,2,\n3,4,\n", ["a", "b"]), ("a,b\n1,2,\n3,4,\n", ["a", "b"]),
            ("a,b,\n1,2\n3,4\n", ["a", "b"]),
            ("a;b;;;\n1;x;;;\n2;y;;;\n", ["a", "b"]),
            (",,x\n0,1.5,1\n1,2.5,2\n", ["column 0", "column 1", "x"]),
            ("x y\nr1 1 2\nr2 3 4\n", ["column 0", "x", "y"]), ("a,b,c\n1,2,\n3,4,\n", ["a", "b", "c"]),
        ])
    func trailingSeparators(text: String, names: [String]) throws {
        let table = try Table(text: text)
        #expect(table.columnNames == names)
        #expect(table.rowCount == 2)
    }

    @Test(
        "takes names from a comment before the table, and skips other comments",
        arguments: [
            ("# x y\n1.0 2.0\n3.0 4.0\n", ["x", "y"]),
            ("# by a tool\n# x,y\n1.0,2.0\n3.0,4.0\n", ["x", "y"]),
            ("#x,y\n1,2\n3,4\n", ["x", "y"]), ("# note\nx,y\n1,2\n3,4\n", ["x", "y"]),
            ("# 9 9\n1 2\n3 4\n", ["column 0", "column 1"]),
        ])
    func comments(text: String, names: [String]) throws {
        let table = try Table(text: text)
        #expect(table.columnNames == names)
        #expect(table.rowCount == 2)
        #expect(table.reading.contains("comment line"))
    }

    @Test("takes rows that begin with # for rows, and lines for comments if that is said")
    func givenComments() throws {
        #expect(try Table(text: "#happy,1\n#sad,0\nnice,1\n").rowCount == 3)
        let text = "1,2\n% middle\n3,4\n"
        #expect(throws: DataError.self) { try Table(text: text, format: TableFormat(separator: .comma)) }
        #expect(try Table(text: text, format: TableFormat(comment: "%")).rowCount == 2)
    }

    @Test("takes NA for a category where only texts are, and for missing beside numbers")
    func missing() throws {
        let countries = try Table(text: "country,size\nNA,1\nDE,2\nFR,3\n")
        #expect(try rows(countries)[0] == ["NA", "1"])
        #expect(
            countries.notes == [
                "'NA' in country (1 cell) is read as a category, not as a missing value; specify missing to override"
            ])
        #expect(try rows(Table(text: "country,size\nNA,1\nDE,NA\nFR,3\n"))[0] == [nil, "1"])
        let told = try Table(
            text: "country,size\nNA,-999\nDE,2\n", format: TableFormat(header: true, missing: ["-999"]))
        #expect(try rows(told)[0] == ["NA", nil])
        #expect(try told.column("size").isNumeric && told.notes.isEmpty)
    }

    @Test("reads decimal commas, and only the columns that are asked for")
    func decimalsAndColumns() throws {
        let table = try Table(
            text: "id;x;y\n1;0,5;a\n2;1e-3;b\n",
            format: TableFormat(columns: ["y", 1, .nameOrPlace("0"), .nameOrPlace("x")]))
        #expect(table.columnNames == ["y", "x", "id", "x"])
        #expect(try table.column(1).numbers() == [0.5, 1e-3])
        // A column may be called like the place of another.
        let numbered = try Table(text: "1,0\n5,6\n7,8\n", format: TableFormat(header: true))
        #expect(try numbered.column(.nameOrPlace("0")).numbers() == [6, 8])
        let error = #expect(throws: DataError.self) { try table.column("x") }
        #expect(error?.description == "table: found 2 columns named 'x', expected one, or its position: 1, 3")
        #expect(throws: DataError.self) { try Table(text: "a,b\n1,2\n", format: TableFormat(columns: ["z"])) }
    }

    @Test("of one table is that of the next")
    func secondTable() throws {
        let training = try Table(text: "1,5;a\n2,5;b\n3;NA\n4;a\n")
        let test = try Table(text: "7;NA\n", format: training.format)
        #expect(test.format == training.format)
        #expect(try rows(test) == [["7", "NA"]])
        #expect(try test.classification(label: 1, classNames: ["a", "b", "NA"]).samples.count == 1)
    }

    @Test(
        "numbers are those that Swift reads, to the last bit",
        arguments: [
            "0.1", "-1.5e3", "1e22", "1e-22", "123456789012345678901234567890", "9007199254740993", ".5",
            "5.",
            // Just above the middle between two numbers of 32 bits.
            "1.0000000596046449",
            "3.4028234e38", "1e-320", "0.000001234567890123456789", "+7",
        ])
    func numbers(text: String) throws {
        let column = try Table(
            text: "\(text)\n\(text)\n", format: TableFormat(separator: TableSeparator.none)
        ).column(0)
        #expect(try column.numbers() == Array(repeating: Float(Double(text)!), count: 2))
    }

    @Test(
        "and no numbers are",
        arguments: ["1e99", "0x10", "1_000", "inf", "1e", "--1", "1.2.3", "e5", ".", "1,5"])
    func noNumbers(text: String) throws {
        let format = TableFormat(separator: TableSeparator.none, decimal: .point)
        #expect(try !Table(text: "\(text)\n\(text)\n", format: format).column(0).isNumeric)
    }
}
