import Chainrule
import Foundation

/// Statistics of an array, and likely problems.
public struct ArrayDescription: Sendable, Codable, Equatable {
    /// What the array is called.
    public let name: String
    public let shape: [Int]
    /// The type of the elements, as ``NumPy`` reads them.
    public let elementType: String
    /// The range and the mean of the numbers; those that are NaN or infinite count as missing.
    public let summary: DataDescription.Summary
    /// Likely problems.
    public let findings: [DataFinding]

    /// Reads the arrays of a file: one if it ends with `.npy`, and those of an archive, sorted by their names, if
    /// it ends with `.npz`.
    ///
    /// - Throws: `DataError` as ``NumPy/read(_:)`` does.
    public static func all(path: String) throws(DataError) -> [ArrayDescription] {
        guard path.lowercased().hasSuffix(".npz") else {
            let name = URL(fileURLWithPath: path).lastPathComponent
            return [ArrayDescription(name: name, try NumPy.read(path))]
        }
        return try NumPy.readArchive(path).sorted { $0.key < $1.key }.map {
            ArrayDescription(name: $0.key, $0.value)
        }
    }

    /// Describes an array of any shape. In one of rows and columns, columns that never change are found.
    public init(name: String, _ array: Tensor) {
        let width = array.rank == 2 && array.shape[0] > 0 ? array.shape[1] : 1
        var columns = Array(repeating: Moments(), count: width)
        for (index, number) in array.scalars(as: Double.self).enumerated() where number.isFinite {
            columns[index % width].add(number)
        }
        let all = columns.reduce(into: Moments()) { $0.merge($1) }
        let unusable = array.shape.elementCount - all.count
        self.name = name
        shape = Array(array.shape)
        elementType = "\(array.dtype)"
        summary = .init(name, all, missing: unusable)
        var findings: [DataFinding] = []
        if unusable > 0 {
            findings.append(
                DataFinding(
                    .missingValues, part: name, count: unusable,
                    "\(unusable) of the \(array.shape.elementCount) numbers of \(name) are NaN or infinite"))
        }
        let constant = array.rank == 2 ? columns.count { $0.count > 1 && $0.minimum == $0.maximum } : 0
        if constant > 0 {
            findings.append(
                DataFinding(
                    .constantFeatures, part: name, count: constant,
                    "\(constant) of the \(width) columns of \(name) are constant"))
        }
        self.findings = findings
    }
}
