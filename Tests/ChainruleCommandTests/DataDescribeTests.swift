import Chainrule
import ChainruleData
import Foundation
import TestSupport
import Testing

@Suite("Describing a data set")
struct DataDescribeTests {
    @Test("of IDX files tells counts, range and classes")
    func images() throws {
        try withTemporaryDirectory { directory in
            try Glyphs.digits.trainingData(trainingCount: 200, validationCount: 40)
                .writeIDX(directory: directory.appending(path: "digits").path)
            let result = try runTool("data", "describe", "digits", in: directory)
            expectSuccess(result)
            #expect(
                result.output.hasPrefix("digits: 200 training and 40 validation examples of 1 × 28 × 28\n\n"))
            #expect(result.output.contains("\ngrey "))
            let classes = result.output.split(separator: "\n").filter { $0.contains("█") }
            #expect(classes.count == 20)
        }
    }

    @Test("of a table of flowers tells its classes and its repeated rows")
    func iris() throws {
        let table = DataServer.folder.appending(path: "iris.data").path
        let result = try runTool("data", "describe", table, "--label", "4")
        expectSuccess(result)
        // What UCI's own notes say: sepal length 4.3 to 7.9, mean 5.84, 50 flowers of each kind.
        #expect(result.output.contains("iris.data: 150 training examples of 4\n"))
        #expect(result.output.contains("column 0       4.3       7.9   5.8433"))
        #expect(result.output.contains("Iris-virginica            50   33.33 %   ████████████████████"))
        #expect(result.output.contains("3 of the 150 training examples duplicate an earlier one"))
    }

    @Test("gives the share of a class among the rows that have one")
    func missingLabels() throws {
        try withTemporaryDirectory { directory in
            try Data("size,kind\n1,a\n2,a\n3,a\n4,b\n5,\n".utf8).write(to: directory.appending(path: "t.csv"))
            let result = try runTool("data", "describe", "t.csv", "--label", "kind", in: directory)
            expectSuccess(result)
            let rows = result.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            #expect(
                rows.filter { ["a", "b"].contains($0[0]) }.map { $0[1...2] } == [
                    ["3", "75.00"], ["1", "25.00"],
                ])
        }
    }

    @Test("of a text tells lines and characters")
    func text() throws {
        try withTemporaryDirectory { directory in
            try Data("ab\n\nab\n".utf8).write(to: directory.appending(path: "input.txt"))
            let result = try runTool("data", "describe", ".", in: directory)
            expectSuccess(result)
            let lines = result.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            #expect(lines[1] == ["input.txt", "3", "1", "7", "3", "0", "2", "1.3333"])
            #expect(
                result.output.contains(
                    "possible problems\n  1 of the 3 lines of input.txt duplicate an earlier one\n"))
            let json = try runTool("data", "describe", "input.txt", "--json", in: directory)
            expectSuccess(json)
            let texts = try JSONDecoder().decode([TextDescription].self, from: Data(json.output.utf8))
            #expect(texts.map(\.characters) == [7])
        }
    }

    @Test("of an array tells shape, type and range")
    func array() throws {
        try withTemporaryDirectory { directory in
            try NumPy.write(Tensor([[1, 2], [3, 6]]), to: directory.appending(path: "a.npy").path)
            let result = try runTool("data", "describe", "a.npy", in: directory)
            expectSuccess(result)
            let lines = result.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            #expect(lines[1] == ["a.npy", "2", "×", "2", "float32", "1", "6", "3", "1.8708"])
            #expect(lines[2] == ["no", "problems", "found"])
        }
    }

    @Test(
        "takes the first row of a table for a header or not, as it is told",
        arguments: [([], 2), (["--header", "yes"], 2), (["--header", "no"], 3), (["--label", "kind"], 2)])
    func header(_ options: [String], _ count: Int) throws {
        try withTemporaryDirectory { directory in
            try Data("text,kind\ngood,a\nbad,b\n".utf8).write(to: directory.appending(path: "t.csv"))
            let result = try runTool(["data", "describe", "t.csv"] + options, in: directory)
            expectSuccess(result)
            #expect(result.output.hasPrefix("t.csv: \(count) training examples"))
        }
    }

    @Test("prints no control characters of a table")
    func controlCharacters() throws {
        try withTemporaryDirectory { directory in
            try Data("\"a\u{1B}[2J\",b\n1,2\n1,3\n".utf8).write(to: directory.appending(path: "t.csv"))
            let result = try runTool("data", "describe", "t.csv", in: directory)
            expectSuccess(result)
            #expect(!result.output.contains("\u{1B}"))
        }
    }

    @Test("of tables in a directory finds validation rows in training")
    func directoryOfTables() throws {
        try withTemporaryDirectory { directory in
            try Data("x,y\n1,a\n2,b\n".utf8).write(to: directory.appending(path: "train.csv"))
            try Data("x,y\n3,a\n2,b\n".utf8).write(to: directory.appending(path: "test.csv"))
            let result = try runTool("data", "describe", ".", "--label", "y", in: directory)
            expectSuccess(result)
            let finding = "1 of the 2 validation examples is also a training example"
            #expect(result.output.contains("possible problems\n  \(finding)\n"))
            let alike = try runTool(
                "data", "describe", "train.csv", "--validation", "test.csv", "--label", "1", "--json",
                in: directory)
            expectSuccess(alike)
            let description = try JSONDecoder().decode(DataDescription.self, from: Data(alike.output.utf8))
            #expect(description.findings.map(\.description) == [finding])
        }
    }

    @Test(
        "prints how a table was read, and reads it as told",
        arguments: [
            ([], "comma-separated, header, 2 rows"),
            (["--separator", ";", "--decimal", ","], "semicolon-separated, header, decimal commas, 2 rows"),
            (["--separator", "tab", "--header", "no"], "tab-separated, no header, 3 rows"),
            (["--separator", "none", "--quotes", "none"], "one column, header, 2 rows"),
            (["--comment", "1"], "comma-separated, header, 1 row"),
            (["--columns", "0", "--label", "b;c"], "comma-separated, header, 2 rows"),
        ])
    func format(_ options: [String], _ reading: String) throws {
        try withTemporaryDirectory { directory in
            try Data("a,b;c\n1,2;x\n3,4;y\n".utf8).write(to: directory.appending(path: "t.csv"))
            let result = try runTool(["data", "describe", "t.csv"] + options, in: directory)
            expectSuccess(result)
            #expect(result.output.contains("\ntraining: \(reading)\n"))
        }
    }

    @Test(
        "of a directory finds its tables whatever their endings, and leaves notes alone",
        arguments: [
            (["air.dat"], "1 training example"),
            (["digits.tra", "digits.tes"], "1 training and 1 validation examples"),
            (["adult.data", "adult.test"], "1 training and 1 validation examples"),
            (["x_train.csv", "x_val.csv", "x_test.csv"], "1 training and 1 validation examples"),
        ])
    func endings(_ names: [String], _ counts: String) throws {
        try withTemporaryDirectory { directory in
            try Data("# Notes, all of them\n".utf8).write(to: directory.appending(path: "README.md"))
            try Data("0123 air.dat\n".utf8).write(to: directory.appending(path: "SHA256SUMS"))
            for name in names { try Data("1\t2\n".utf8).write(to: directory.appending(path: name)) }
            let result = try runTool("data", "describe", ".", in: directory)
            expectSuccess(result)
            #expect(result.output.contains(": \(counts) of 2\n"))
            #expect(result.output.contains("tables that were not read: x_test.csv") == (names.count == 3))
        }
    }

    @Test("of sentences without columns tells lines and characters, whatever the ending")
    func sentences() throws {
        try withTemporaryDirectory { directory in
            try Data("a good film , really\nan \"odd one\nno more\n".utf8).write(
                to: directory.appending(path: "film.pos"))
            let result = try runTool("data", "describe", ".", in: directory)
            expectSuccess(result)
            #expect(result.output.hasPrefix("text "))
        }
    }

    @Test(
        "refuses in one line what it cannot read",
        arguments: [
            (["none"], "none: does not exist, expected a file"),
            (["empty"], "empty: found an empty directory, expected "),
            (["a.csv", "--label", "z"], "a.csv: found no column 'z', expected one of column 0, column 1"),
            (["a.csv", "--validation", "b.csv"], "b.csv: found the columns column 0, expected "),
            (
                ["two"],
                "two: found the tables a.csv, b.csv, expected one named train and at most one named test"
            ),
            (["empty", "--label", "1"], "empty: found an empty directory, expected "),
            (
                ["a.npy", "--header", "no"],
                "a.npy: found NumPy arrays, expected a table, as a label, a format or"
            ),
        ])
    func refusals(_ arguments: [String], _ message: String) throws {
        try withTemporaryDirectory { directory in
            for folder in ["empty", "two"] {
                try FileManager.default.createDirectory(
                    at: directory.appending(path: folder), withIntermediateDirectories: false)
            }
            for (name, text) in [
                ("a.csv", "1,2\n"), ("b.csv", "1\n"), ("two/a.csv", "1\n"), ("two/b.csv", "1\n"),
            ] {
                try Data(text.utf8).write(to: directory.appending(path: name))
            }
            let result = try runTool(["data", "describe"] + arguments, in: directory)
            #expect(result.code == 1)
            #expect(result.output == "")
            #expect(result.error.hasPrefix("chainrule: \(message)"))
            #expect(result.error.split(separator: "\n").count == 1)
        }
    }
}
