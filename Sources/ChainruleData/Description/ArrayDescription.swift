import Chainrule
import Foundation

/// Statistics of an array, and likely problems.
public struct ArrayDescription: Sendable, Codable, Equatable {
    /// What the array is called.
    public let name: String
    public let shape: [Int]
    /// The type of the elements as it is stored, such as `int64`.
    public let elementType: String
    /// The range and the mean of the numbers; those that are NaN or infinite count as missing.
    public let summary: DataDescription.Summary
    /// Likely problems.
    public private(set) var findings: [DataFinding]

    /// Reads the arrays of a file: one if it ends with `.npy`, and those of an archive, sorted by their names, if
    /// it ends with `.npz`.
    ///
    /// Numbers of all types are described, also those that ``NumPy`` does not read into a tensor; of arrays of
    /// other elements, such as strings, only shape and type.
    ///
    /// Entries of an archive that are no arrays are named by a finding of the first one.
    ///
    /// - Throws: `DataError` when the file is missing, unreadable or damaged, or an archive without arrays.
    public static func all(path: String) throws(DataError) -> [ArrayDescription] {
        let content = try readFile(path)
        guard path.lowercased().hasSuffix(".npz") else {
            let name = URL(fileURLWithPath: path).lastPathComponent
            return [ArrayDescription(name: name, try NumPyArray(content, source: path))]
        }
        let archive = try ZipArchive(content, source: path)
        var arrays: [ArrayDescription] = []
        for entry in archive.entries {
            guard let name = NumPy.arrayName(entry) else { continue }
            arrays.append(
                ArrayDescription(
                    name: name, try NumPyArray(archive.content(of: entry), source: "\(path)/\(entry.name)")))
        }
        arrays.sort { $0.name < $1.name }
        let others = archive.entries.filter { NumPy.arrayName($0) == nil }.map(\.name)
        guard !arrays.isEmpty else {
            throw .malformed(
                source: path,
                found: others.isEmpty ? "an archive without entries" : "no arrays (\(firstFew(of: others)))",
                expected: "entries that end with .npy")
        }
        if !others.isEmpty {
            arrays[0].findings.append(
                DataFinding(
                    .passedOver, part: nil, count: others.count,
                    "not arrays, ignored: \(firstFew(of: others))"))
        }
        return arrays
    }

    /// Describes an array of any shape. In one of rows and columns, columns that never change are found.
    public init(name: String, _ array: Tensor) {
        self.init(name: name, shape: Array(array.shape), type: "\(array.dtype)") { add in
            array.scalars(as: Double.self).forEach(add)
        }
    }

    private init(name: String, _ array: NumPyArray) {
        let header = array.header
        guard header.element != nil else {
            self.init(
                name: name, shape: header.shape, elementType: header.typeName,
                summary: .init(name, Moments(), missing: 0),
                findings: [
                    DataFinding(
                        .passedOver, part: name, count: 1,
                        "\(name) holds \(header.typeName), which are not read as numbers")
                ])
            return
        }
        self.init(
            name: name, shape: header.shape, type: header.typeName, isFortranOrder: header.isFortranOrder,
            numbers: array.forEachNumber)
    }

    private init(
        name: String, shape: [Int], type: String, isFortranOrder: Bool = false,
        numbers: (_ add: (Double) -> Void) -> Void
    ) {
        let isTable = shape.count == 2
        let width = isTable && shape[0] > 0 ? shape[1] : 1
        var columns = Array(repeating: Moments(), count: width)
        var index = 0
        numbers { number in
            if number.isFinite {
                columns[isTable && isFortranOrder ? index / shape[0] : index % width].add(number)
            }
            index += 1
        }
        let all = columns.reduce(into: Moments()) { $0.merge($1) }
        let unusable = index - all.count
        var findings: [DataFinding] = []
        if unusable > 0 {
            findings.append(
                DataFinding(
                    .missingValues, part: name, count: unusable,
                    "\(unusable) of the \(counted(index, "number")) of \(name) \(unusable == 1 ? "is" : "are") NaN or infinite"
                ))
        }
        let constant = isTable ? columns.count { $0.count > 1 && $0.minimum == $0.maximum } : 0
        if constant > 0 {
            findings.append(
                DataFinding(
                    .constantFeatures, part: name, count: constant,
                    "\(constant) of the \(counted(width, "column")) of \(name) \(constant == 1 ? "is" : "are") constant"
                ))
        }
        self.init(
            name: name, shape: shape, elementType: type, summary: .init(name, all, missing: unusable),
            findings: findings)
    }

    private init(
        name: String, shape: [Int], elementType: String, summary: DataDescription.Summary,
        findings: [DataFinding]
    ) {
        (self.name, self.shape, self.elementType) = (name, shape, elementType)
        (self.summary, self.findings) = (summary, findings)
    }
}
