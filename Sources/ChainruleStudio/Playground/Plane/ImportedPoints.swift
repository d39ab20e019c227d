import ChainruleData
import Foundation

/// Points that were read from a CSV file: two columns of numbers, and one of two classes or of numbers.
package struct ImportedPoints: Encodable, Equatable {
    package let task: PlaneSettings.Task
    /// x and y, scaled to the plane, and the target.
    package let points: [[Double]]
    /// What was read, and how it was understood.
    let note: String

    /// - Parameters:
    ///   - text: of the file.
    ///   - name: what errors call it.
    /// - Throws: ``PlaygroundError`` or `DataError` if it is nothing that can be shown in a plane.
    package init(text: String, name: String) throws {
        let table = try Table(text: text, source: name)
        let names = table.columnNames
        guard names.count == 3 else {
            throw PlaygroundError(
                "\(name) has \(names.count) columns (\(names.joined(separator: ", "))), expected 3: x, y and the class or "
                    + "the number to learn")
        }
        guard table.rowCount <= PlaneSettings.mostPoints else {
            throw PlaygroundError(
                "\(name) has \(table.rowCount) rows, expected \(PlaneSettings.mostPoints) at most")
        }
        let places = try [0, 1].map { place in try Self.scaled(table.column(.index(place)), of: name) }
        let last = try table.column(.index(2))
        let classes = Set(last.cells.compactMap(\.self)).sorted()
        guard last.missingCount == 0 else { throw PlaygroundError("\(name) lacks values in '\(last.name)'") }
        let targets: [Double]
        if classes.count <= 2 {
            task = .classification
            targets = last.cells.map { $0 == classes.last ? 1 : -1 }
            note =
                "\(table.rowCount) points; \(classes.map { "'\($0)'" }.joined(separator: " and ")) of \(last.name) are the classes"
        } else if last.isNumeric {
            task = .regression
            targets = try Self.scaled(last, of: name, to: 1)
            note =
                "\(table.rowCount) points; the numbers of \(last.name) are to be predicted, scaled to −1 to 1"
        } else {
            throw PlaygroundError(
                "'\(last.name)' of \(name) has \(classes.count) classes, expected 2, or numbers")
        }
        points = targets.indices.map { [places[0][$0], places[1][$0], targets[$0]] }
    }

    /// The numbers of a column, moved and stretched to lie within a bound; in two digits, so that an address can hold them.
    private static func scaled(_ column: Table.Column, of name: String, to bound: Double = 5) throws
        -> [Double]
    {
        let numbers = try column.numbers().map(Double.init)
        guard let low = numbers.min(), let high = numbers.max(), numbers.allSatisfy(\.isFinite) else {
            throw PlaygroundError("'\(column.name)' of \(name) has missing or infinite values")
        }
        let scale = high > low ? 2 * bound / (high - low) : 0
        return numbers.map { ((($0 - low) * scale - (high > low ? bound : 0)) * 100).rounded() / 100 }
    }
}
