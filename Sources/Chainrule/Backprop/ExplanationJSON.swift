import Foundation

extension Explanation {
    /// The explanation as a JSON object, with keys in alphabetical order.
    ///
    /// `nodes` lists the rows. Each has `number`, `label`, `operation`, `attributes`, `inputs` (numbers of
    /// other rows), `shape`, `dtype`, `value` and `valueText`; `name`, `gradient` and `gradientText` are there
    /// if the row has them. Values are flat lists in row-major order, left out above 1000 elements; the texts
    /// are those of the table. What JSON has no numbers for is the string `nan`, `inf` or `-inf`.
    public var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        do {
            let data = try encoder.encode(JSONDocument(nodes: rows.map(JSONNode.init)))
            return String(decoding: data, as: UTF8.self)
        } catch {
            fatalError("explain: the encoder rejects numbers and texts: \(error)")
        }
    }
}

private struct JSONDocument: Encodable {
    let nodes: [JSONNode]
}

private struct JSONNode: Encodable {
    let number: Int
    let name: String?
    let label: String
    let operation: String
    let attributes: String
    let inputs: [Int]
    let shape: [Int]
    let dtype: String
    let value: JSONElements?
    let valueText: String
    let gradient: JSONElements?
    let gradientText: String?

    init(_ row: Explanation.Row) {
        number = row.number
        name = row.name
        label = row.label
        operation = row.operation
        attributes = row.attributes
        inputs = row.inputs
        shape = row.type.shape.sizes
        dtype = row.type.dtype.rawValue
        value = JSONElements(row.value)
        valueText = row.value.briefText
        gradient = row.gradient.flatMap(JSONElements.init)
        gradientText = row.gradient?.briefText
    }
}

/// The elements of a tensor in its own type, so that a float32 has no more digits than it needs.
private struct JSONElements: Encodable {
    private static let limit = 1000
    let tensor: Tensor

    init?(_ tensor: Tensor) {
        if tensor.shape.elementCount > Self.limit { return nil }
        self.tensor = tensor
    }

    func encode(to encoder: any Encoder) throws {
        switch tensor.dtype {
        case .float32: try tensor.scalars(as: Float.self).encode(to: encoder)
        case .float64: try tensor.scalars(as: Double.self).encode(to: encoder)
        case .int32: try tensor.scalars(as: Int32.self).encode(to: encoder)
        case .uint8: try tensor.scalars(as: UInt8.self).encode(to: encoder)
        case .bool: try tensor.scalars(as: Bool.self).encode(to: encoder)
        }
    }
}
