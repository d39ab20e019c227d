import Chainrule

/// A float64 matrix that is saved as numbers.
struct SavedMatrix: Sendable, Equatable, Codable {
    let tensor: Tensor

    init(_ tensor: Tensor) { self.tensor = tensor }

    private enum CodingKeys: CodingKey { case rows, columns, elements }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let rows = try values.decode(Int.self, forKey: .rows)
        let columns = try values.decode(Int.self, forKey: .columns)
        let elements = try values.decode([Double].self, forKey: .elements)
        let (count, overflows) = rows.multipliedReportingOverflow(by: columns)
        guard rows >= 0, columns >= 0, !overflows, count == elements.count,
            elements.allSatisfy(\.isFinite)
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .elements, in: values, debugDescription: "not a matrix of \(rows) × \(columns)")
        }
        tensor = Tensor(elements, shape: [rows, columns])
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(tensor.shape[0], forKey: .rows)
        try values.encode(tensor.shape[1], forKey: .columns)
        try values.encode(tensor.scalars(as: Double.self), forKey: .elements)
    }

    static func == (left: SavedMatrix, right: SavedMatrix) -> Bool {
        left.tensor.shape == right.tensor.shape
            && left.tensor.scalars(as: Double.self) == right.tensor.scalars(as: Double.self)
    }
}
