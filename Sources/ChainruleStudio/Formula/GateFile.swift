import Chainrule
import Foundation

/// Gates as they stand in a JSON file: one, or a list of them.
///
/// ```json
/// {
///   "name": "sigmoid",
///   "inputs": {"x": [3, 4]},
///   "forward": "1 / (1 + exp(-x))",
///   "backward": {"x": "dout * out * (1 - out)"}
/// }
/// ```
///
/// An input is a shape, of which the elements are drawn from -2 to 2; or values, as text: `"[1, 2; 3, 4]"` or `"0.5"`.
public struct GateFile: Sendable {
    /// What stands there: gates, or why one is none.
    private let gates: [(name: String, gate: Result<Gate, GateError>)]

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - seed: of the random elements of inputs.
    /// - Throws: ``GateError`` if it cannot be read or is no JSON of this form; a single gate with a mistake in its formulas leaves
    ///   the others readable.
    public init(_ path: String, seed: UInt64 = 0) throws(GateError) {
        let data: Data
        do { data = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
            throw GateError(place: path, found: "no file that can be read", expected: "a JSON file of gates")
        }
        try self.init(data, source: path, seed: seed)
    }

    init(_ data: Data, source: String, seed: UInt64) throws(GateError) {
        let decoder = JSONDecoder()
        let entries: [Entry]
        do {
            entries =
                if data.first(where: { !" \t\r\n".utf8.contains($0) }) == UInt8(ascii: "[") {
                    try decoder.decode([Entry].self, from: data)
                } else { [try decoder.decode(Entry.self, from: data)] }
        } catch {
            throw GateError(
                place: source, found: Self.found(error),
                expected:
                    #"a gate such as {"name": "double", "inputs": {"x": [3]}, "forward": "2 * x", "backward": {"x": "2 * dout"}}, or a list of them"#
            )
        }
        if entries.isEmpty {
            throw GateError(place: source, found: "an empty list", expected: "at least one gate")
        }
        gates = entries.enumerated().map { number, entry in
            let name = entry.name ?? "gate \(number + 1)"
            do throws(GateError) {
                return (name, .success(try entry.gate(named: name, seed: seed)))
            } catch { return (name, .failure(error)) }
        }
    }

    /// Checks all gates, in their order; one with a mistake in its formulas has not passed.
    public func check() -> [GateCheck] {
        gates.map { name, gate in
            switch gate {
            case .success(let gate): gate.check()
            case .failure(let error): GateCheck(name: name, problem: "\(error)")
            }
        }
    }

    private static func found(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "\(error)" }
        switch error {
        case .keyNotFound(let key, _): return "no \"\(key.stringValue)\""
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
            return path.isEmpty ? "no JSON object" : "something else at \"\(path.joined(separator: "."))\""
        @unknown default: return "no JSON object"
        }
    }
}

private struct Entry: Decodable {
    let name: String?
    let inputs: [String: Input]
    let forward: String
    let backward: [String: String]

    enum Input: Decodable {
        case shape([Int])
        case values(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let sizes = try? container.decode([Int].self) {
                self = .shape(sizes)
            } else {
                self = .values(try container.decode(String.self))
            }
        }
    }

    func gate(named name: String, seed: UInt64) throws(GateError) -> Gate {
        var random = RandomStream(seed: seed)
        var values: [String: Tensor] = [:]
        for (input, description) in inputs.sorted(by: { $0.key < $1.key }) {
            values[input] = try tensor(description, &random, place: "gate '\(name)', input '\(input)'")
        }
        return try Gate(named: name, inputs: values, forward: forward, backward: backward)
    }

    private func tensor(_ input: Input, _ random: inout RandomStream, place: String) throws(GateError)
        -> Tensor
    {
        switch input {
        case .shape(let sizes):
            // Every element takes four evaluations.
            let greatestCount = 1000
            let range = 1...greatestCount
            let count =
                sizes.allSatisfy(range.contains)
                ? sizes.reduce(1) { min($0 * $1, greatestCount + 1) } : greatestCount + 1
            guard range.contains(count) else {
                throw GateError(
                    place: place, found: "the shape \(sizes)",
                    expected: "sizes from 1 and at most \(greatestCount) elements")
            }
            return Tensor((0..<count).map { _ in random.uniform(-2, 2) }, shape: Shape(sizes))
        case .values(let text):
            do { return try Formula(text).evaluated() } catch {
                throw GateError(
                    place: place, found: "\(error.found)",
                    expected: "\(error.expected), at column \(error.column)")
            }
        }
    }
}
