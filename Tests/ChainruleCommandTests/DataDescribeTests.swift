import ChainruleData
import Foundation
import TestSupport
import Testing

@Suite("Describing a data set")
struct DataDescribeTests {
    @Test("of IDX files tells counts, range and classes")
    func images() throws {
        try withTemporaryDirectory { directory in
            try Glyphs.digits.trainingData(trainingCount: 200, heldOutCount: 40)
                .writeIDX(directory: directory.appending(path: "digits").path)
            let result = try runTool("data", "describe", "digits", in: directory)
            expectSuccess(result)
            #expect(
                result.output.hasPrefix("digits: 200 training and 40 held-out examples of 1 × 28 × 28\n\n"))
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
        #expect(result.output.contains("3 of the 150 training examples repeat an earlier one"))
    }

    @Test("of tables in a directory finds held-out rows in training")
    func directoryOfTables() throws {
        try withTemporaryDirectory { directory in
            try Data("x,y\n1,a\n2,b\n".utf8).write(to: directory.appending(path: "train.csv"))
            try Data("x,y\n3,a\n2,b\n".utf8).write(to: directory.appending(path: "test.csv"))
            let result = try runTool("data", "describe", ".", "--label", "y", in: directory)
            expectSuccess(result)
            let finding = "1 of the 2 held-out examples are training examples too"
            #expect(result.output.contains("worth a look\n  \(finding)\n"))
            let alike = try runTool(
                "data", "describe", "train.csv", "--held-out", "test.csv", "--label", "1", "--json",
                in: directory)
            expectSuccess(alike)
            let description = try JSONDecoder().decode(DataDescription.self, from: Data(alike.output.utf8))
            #expect(description.findings.map(\.description) == [finding])
        }
    }

    @Test(
        "refuses in one line what it cannot read",
        arguments: [
            (["none"], "none: found nothing, expected a file"),
            (["empty"], "empty: found an empty directory, expected "),
            (["a.csv", "--label", "z"], "a.csv: found no column 'z', expected one of column 0, column 1"),
            (["a.csv", "--held-out", "b.csv"], "b.csv: found the columns column 0, expected "),
            (
                ["two"],
                "two: found the tables a.csv, b.csv, expected one called train and at most one called test"
            ),
            (["empty", "--label", "1"], "empty: found images, expected a table"),
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
