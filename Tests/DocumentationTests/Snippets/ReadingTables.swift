import ChainruleData
import Foundation

func readingTables() throws {
    func write(_ text: String, to path: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
    try write(
        "length,width,species\n5.1,3.5,setosa\n,2.9,virginica\n6.3,3.3,virginica\n4.9,3.0,setosa\n",
        to: "flowers.csv")
    try write("length,width,species\n5.0,3.4,setosa\n", to: "flowers-test.csv")
    try write("% prices\nprice;size;rooms\n1,5;80;3\n2,25;120;5\n", to: "houses.txt")
    // snippet
    let table = try Table(path: "flowers.csv")
    print(table.reading)  // "comma-separated, header, 4 rows"
    for note in table.notes { print(note) }

    let (training, classNames) = try table.classification(label: "species", missing: .leaveOutRow)
    print(training.inputs.shape, classNames)  // [3, 2] ["setosa", "virginica"]
    // end
    precondition(table.reading == "comma-separated, header, 4 rows")
    precondition(training.inputs.shape == [3, 2] && classNames == ["setosa", "virginica"])
    // snippet
    let format = TableFormat(
        separator: .semicolon, header: true, quotes: TableQuotes.none, decimal: .comma, comment: "%",
        missing: ["-999"], columns: ["price", "size"])
    let houses = try Table(path: "houses.txt", format: format).regression(targets: ["price"])
    // end
    precondition(houses.targets.scalars() as [Float] == [1.5, 2.25] && houses.inputs.shape == [2, 1])
    // snippet
    let testTable = try Table(path: "flowers-test.csv", format: table.format)
    let (test, _) = try testTable.classification(label: "species", classNames: classNames)
    // end
    precondition(test.targets.scalars() as [Int32] == [0])
}
