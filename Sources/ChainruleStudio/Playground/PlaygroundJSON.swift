import Foundation

/// The JSON between a page and its experiment.
enum PlaygroundJSON {
    /// NaN and infinity become texts that JavaScript's `Number` reads.
    static func data(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        return try encoder.encode(value)
    }

    /// - Throws: ``PlaygroundError`` that names the place of a mistake.
    static func value<Value: Decodable>(_ type: Value.Type, of data: Data) throws(PlaygroundError) -> Value {
        do { return try JSONDecoder().decode(type, from: data) } catch let error as DecodingError {
            throw PlaygroundError(error)
        } catch {
            throw PlaygroundError("what the page sent is no JSON: \(error)")
        }
    }
}

extension PlaygroundError {
    fileprivate init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, _):
            self.init("the setting '\(key.stringValue)' is missing", setting: key.stringValue)
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            let path = context.codingPath.map(\.stringValue)
            self.init(
                path.isEmpty
                    ? "what the page sent is no valid JSON"
                    : "the setting '\(path.joined(separator: "."))' is not valid: \(context.debugDescription)",
                setting: path.first)
        @unknown default: self.init("what the page sent cannot be read: \(error)")
        }
    }
}

/// Many numbers of a frame, as little-endian float32 in Base64; `floats` in `playground.js` reads them.
package struct PackedFloats: Encodable {
    package let values: [Float]

    package init(_ values: [Float]) { self.values = values }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        let data = values.map(\.bitPattern.littleEndian).withUnsafeBytes { Data($0) }
        try container.encode(data.base64EncodedString())
    }
}

/// Numbers within bounds, in one byte each, 0 for the lower bound and 255 for the upper, in Base64; `bytes` in `playground.js`
/// reads them. What is not finite is taken as the middle.
package struct PackedBytes: Encodable {
    private let bytes: [UInt8]

    package init(_ values: [Float], in range: ClosedRange<Float>) {
        let scale = 255 / (range.upperBound - range.lowerBound)
        bytes = values.map { value in
            if value.isNaN { return 127 }
            return UInt8(min(255, max(0, ((value - range.lowerBound) * scale).rounded())))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Data(bytes).base64EncodedString())
    }
}
