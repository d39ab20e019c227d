import ChainruleData
import Foundation
import Testing

@Suite("The description of a data set")
struct DescriptionTests {
    @Test("counts, measures and sorts into classes")
    func numbers() throws {
        // Two images of 1 × 2: mean 5, squares 25 + 9 + 9 + 25.
        let data = try TrainingData(
            name: "dots", training: images([0, 2, 8, 10], labels: [1, 0]),
            validation: images([7, 7], labels: [1]))
        let description = DataDescription(data)
        #expect(description.name == "dots")
        #expect(description.shape == [1, 1, 2])
        #expect(description.parts.map(\.name) == ["training", "validation"])
        #expect(description.parts.map(\.count) == [2, 1])
        let grey = try #require(description.parts[0].features.first)
        #expect(grey.name == "grey")
        #expect((grey.minimum, grey.maximum, grey.mean) == (0, 10, 5))
        #expect(abs(try #require(grey.deviation) - 17.0.squareRoot()) < 1e-12)
        #expect(description.parts[0].classes.map(\.count) == [1, 1])
        #expect(description.parts[1].classes.map(\.count) == [0, 1])
    }

    @Test("tells large numbers that differ little apart")
    func largeNumbers() throws {
        let description = describe([1e9 + 1, 1e9 + 2, 1e9 + 3])
        #expect(abs(try #require(description.parts[0].features[0].deviation) - (2.0 / 3).squareRoot()) < 1e-7)
    }

    @Test("of colours has a row for each channel")
    func colours() throws {
        let images = try LabeledImages(
            pixels: [1, 2, 3, 5, 6, 7], labels: [0, 0], channels: 3, height: 1, width: 1, classNames: ["a"])
        let part = DataDescription(name: "", parts: [ExampleRows(images, part: "training")]).parts[0]
        #expect(part.features.map(\.name) == ["red", "green", "blue"])
        #expect(part.features.map(\.mean) == [3, 4, 5])
    }

    @Test("finds validation examples in training, examples that are there twice, and contradictions")
    func duplicates() throws {
        let data = try TrainingData(
            name: "", training: images([1, 2, 3, 4, 1, 2, 1, 2], labels: [0, 1, 0, 1]),
            validation: images([3, 4, 9, 9, 9, 9], labels: [1, 0, 0]))
        let found = DataDescription(data).findings
        #expect(
            found.filter { [.validationInTraining, .contradictingLabels, .duplicates].contains($0.kind) }.map(
                \.description)
                == [
                    "1 of the 3 validation examples is also a training example",
                    "1 training example duplicates an earlier one with another label",
                    "2 of the 4 training examples duplicate an earlier one",
                    "1 of the 3 validation examples duplicates an earlier one",
                ])
    }

    @Test("finds missing values and labels, and leaves them out of the numbers")
    func missing() throws {
        let rows = ExampleRows(
            features: [.init("x"), .init("y")], values: [1, .nan, 3, .nan],
            targets: .classes([0, nil], names: ["a"]),
            part: "training")
        let description = DataDescription(name: "", parts: [rows])
        #expect(description.parts[0].missingTargets == 1)
        #expect(description.parts[0].features[0].mean == 2)
        #expect(description.parts[0].features[1].mean == nil)
        #expect(
            description.findings.map(\.description) == [
                "1 of the 2 training examples has no label", "y is missing in 2 of the 2 training examples",
            ])
    }

    @Test("finds classes that are empty or rare, at ten to one and not at nine")
    func balance() throws {
        func kinds(_ counts: [Int]) throws -> [DataFinding.Kind] {
            let labels = counts.enumerated().flatMap { Array(repeating: Optional($0), count: $1) }
            let rows = ExampleRows(
                features: [.init("x")], values: labels.indices.map(Double.init),
                targets: .classes(labels, names: ["a", "b", "c"]), part: "training")
            return DataDescription(name: "", parts: [rows]).findings.map(\.kind)
        }
        #expect(try kinds([9, 1, 9]) == [])
        #expect(try kinds([10, 1, 9]) == [.unbalancedClasses])
        #expect(try kinds([3, 0, 3]) == [.emptyClasses])
    }

    @Test("finds features that never change, and such on other scales")
    func features() {
        let rows = ExampleRows(
            features: ["flat", "small", "large"].map { .init($0) },
            values: [7, 0.1, 100, 7, 0.2, 200, 7, 0.3, 320],
            targets: .none, part: "training")
        #expect(
            DataDescription(name: "", parts: [rows]).findings.map(\.description) == [
                "constant in all training examples: flat",
                "the standard deviation of large is 1102 times that of small: standardize the features",
            ])
    }

    @Test("finds scales whose ratio no integer holds")
    func extremeScales() throws {
        let rows = (1...5).map { "\($0)e-12,\($0)e12\n" }.joined()
        #expect(
            try describe(table: "a,b\n" + rows).findings.map(\.description) == [
                "the standard deviation of b is more than a billion times that of a: standardize the features"
            ])
    }

    @Test("of a table tells numbers beyond 2²⁴ apart")
    func timestamps() throws {
        let times = (0..<40).map { "\(1_700_000_000 + $0),\($0 % 2)\n" }.joined()
        let description = try describe(table: "time,kind\n" + times, label: "kind")
        #expect(description.findings == [])
        #expect(description.parts[0].features[0].minimum == 1_700_000_000)
        #expect(description.parts[0].features[0].maximum == 1_700_000_039)
    }

    @Test("numbers the classes of one table in one order, whole numbers and texts mixed or not")
    func classOrder() throws {
        func classes(_ labels: [String]) throws -> [String] {
            let text = "x,y\n" + labels.enumerated().map { "\($0),\($1)\n" }.joined()
            return try describe(table: text, label: "y").parts[0].classes.map(\.name)
        }
        #expect(try classes(["10", "9", "010", "9", "10", "010"]) == ["9", "010", "10"])
        let mixed = ["10", "9", "a", "5b", "100", "20", "b", "1c", "3", "2"]
        #expect(try classes(mixed) == mixed.sorted())
    }

    @Test("finds columns of numbers that a few cells make text, of features and labels")
    func mixedColumns() throws {
        let found = try describe(table: "a,b,c,y\n1,u,1,1.5\n2,2,2,?\nx,v,w,2.5\n3,w,2,z\n", label: "y")
            .findings
        #expect(
            found.filter { $0.kind == .mixedColumns }.map(\.description) == [
                "treated as text: a (3 of 4 training cells are numbers, 1 is not: 'x'), "
                    + "c (3 of 4 training cells are numbers, 1 is not: 'w'), "
                    + "y (2 of 3 training cells are numbers, 1 is not: 'z')"
            ])
    }

    @Test("finds a contradiction behind equal rows without a label")
    func lateContradiction() throws {
        let found = try describe(table: "x,y\n1,?\n1,?\n1,a\n1,b\n1,a\n2,a\n", label: "y").findings
        #expect(found.first { $0.kind == .contradictingLabels }?.count == 1)
        #expect(found.first { $0.kind == .duplicates }?.count == 4)
    }

    @Test("of a table with nothing but labels compares no rows")
    func labelsAlone() throws {
        #expect(try describe(table: "y\n1\n1\n2\n2\n", label: "y").findings == [])
    }

    @Test("joins many columns with gaps in one finding")
    func manyGaps() throws {
        let rows = ["1,?,?,4,?,?,?,?", "2,3,?,5,?,?,?,?", "3,4,5,6,7,8,9,1"].joined(separator: "\n")
        let found = try describe(table: "a,b,c,d,e,f,g,h\n" + rows).findings
        #expect(
            found.map(\.description) == [
                "6 columns have missing values in the 3 training examples: c in 2, e in 2, f in 2, g in 2, h in 2 "
                    + "and 1 more"
            ])
        #expect(found[0].count == 11)
    }

    @Test("says of a column that never changes whether all of it is known")
    func constantWithGaps() throws {
        let found = try describe(table: "a,b,c,d\n7,?,5,1\n7,?,5,2\n7,6,?,3\n").findings
        #expect(
            found.first { $0.kind == .constantFeatures }?.description
                == "constant in all training examples: a, c (where present)")
    }

    @Test("keeps names on one line")
    func controlCharacters() throws {
        let found = try describe(table: "\"a\nb\",\"c\u{1B}[2J\"\n1,2\n1,3\n").findings
        #expect(found.map(\.description) == ["constant in all training examples: a b"])
        let error = #expect(throws: DataError.self) {
            try Table(text: "\"a\nb\",\"c\u{1B}[2J\"\n1,2\n").column("d")
        }
        #expect(error?.description == "table: found no column 'd', expected one of a b, c [2J")
    }

    @Test("of tables reads text, numbers and labels, the same in all parts")
    func tables() throws {
        let training = try Table(text: "size,colour,kind\n1,red,b\n2,,a\n3,blue,\n")
        let validation = try Table(text: "size,colour,kind\n1,red,b\n5,green,c\n")
        let parts = try ExampleRows.parts(
            [(training, "training"), (validation, "validation")], label: "kind")
        let description = DataDescription(name: "", parts: parts)
        #expect(description.parts[0].classes.map(\.name) == ["a", "b", "c"])
        #expect(description.parts.map { $0.classes.map(\.count) } == [[1, 1, 0], [0, 1, 1]])
        #expect(description.parts[0].missingTargets == 1)
        #expect(description.parts[0].features.map(\.mean) == [2, nil])
        #expect(description.parts[0].features.map(\.missing) == [0, 1])
        #expect(description.findings.first?.kind == .validationInTraining)
    }

    @Test("of a validation table goes by the columns of the training table")
    func validationTable() throws {
        let training = try Table(text: "age,kind,y\n1,a,0\n2,b,1\n3,a,0\n4,b,1\n")
        let validation = try Table(
            text: "kind,age\na,1\n7,old\n", source: "test", format: training.format)
        let parts = try ExampleRows.parts([(training, "training"), (validation, "validation")], label: "y")
        let description = DataDescription(name: "", parts: parts)
        #expect(description.parts[1].features.map(\.name) == ["age", "kind"])
        #expect(description.parts[1].features.map(\.mean) == [1, nil])
        #expect(description.parts[1].missingTargets == 2)
        #expect(description.parts[1].classes.map(\.name) == ["0", "1"])
        #expect(
            description.findings.first { $0.kind == .mixedColumns }?.description
                == "text treated as missing numbers: age (1 of 2 validation cells are numbers, 1 is not: 'old')"
        )
        #expect(description.parts[0].reading == "comma-separated, header, 4 rows")
    }

    @Test("takes a label of many different numbers for a quantity")
    func quantity() throws {
        let table = try Table(text: "x,y\n1,1.5\n2,2.5\n3,?\n")
        let part = DataDescription(name: "", parts: try ExampleRows.parts([(table, "training")], label: -1))
            .parts[0]
        #expect(part.classes == [])
        #expect(part.target?.mean == 2)
        #expect(part.target?.missing == 1)
    }

    @Test("refuses tables of different columns and labels that do not exist")
    func wrongTables() throws {
        let (first, second) = (try Table(text: "a,b\n1,2\n"), try Table(text: "a,c\n1,2\n", source: "other"))
        let columns = #expect(throws: DataError.self) {
            try ExampleRows.parts([(first, "training"), (second, "validation")])
        }
        #expect(columns?.description == "other: found the columns a, c, expected a, b as in table")
        let label = #expect(throws: DataError.self) {
            try ExampleRows.parts([(first, "training")], label: "z")
        }
        #expect(label?.description == "table: found no column 'z', expected one of a, b")
    }

    @Test("survives an empty part, and a way through JSON")
    func empty() throws {
        let description = DataDescription(
            name: "",
            parts: [ExampleRows(features: [.init("x")], values: [], targets: .none, part: "training")])
        #expect(description.parts[0].count == 0)
        #expect(description.findings == [])
        let data = try JSONEncoder().encode(description)
        #expect(try JSONDecoder().decode(DataDescription.self, from: data) == description)
    }

    private func describe(table text: String, label: TableColumn? = nil) throws -> DataDescription {
        DataDescription(
            name: "", parts: try ExampleRows.parts([(Table(text: text), "training")], label: label))
    }

    private func images(_ pixels: [UInt8], labels: [UInt8]) throws -> LabeledImages {
        try LabeledImages(pixels: pixels, labels: labels, height: 1, width: 2, classNames: ["a", "b"])
    }

    private func describe(_ column: [Double]) -> DataDescription {
        DataDescription(
            name: "",
            parts: [ExampleRows(features: [.init("x")], values: column, targets: .none, part: "training")])
    }
}
