import Chainrule
import ChainruleData
import Foundation

extension SearchSpace {
    /// Reads a space such as `{"lr": {"log": [1e-4, 1]}, "batch": {"choice": [32, 64]}}`.
    ///
    /// - Throws: `DataError`, which names the file, the hyperparameter and what is expected of it.
    public init(file path: String) throws(DataError) {
        let bytes = try readFile(path)
        let entries: [String: Entry]
        do { entries = try JSONDecoder().decode([String: Entry].self, from: Data(bytes)) } catch {
            throw .malformed(
                source: path, found: "no JSON object",
                expected: #"hyperparameters with their domains, such as {"lr": {"log": [1e-4, 1]}}"#)
        }
        if let key = duplicateKey(inJSON: bytes) {
            throw .malformed(source: path, found: "duplicate name '\(key)'", expected: "unique names")
        }
        try self.init(entries, source: path)
    }

    private init(_ entries: [String: Entry], source: String) throws(DataError) {
        if entries.isEmpty {
            throw .malformed(source: source, found: "no hyperparameters", expected: "at least one")
        }
        var domains: [String: Domain] = [:]
        for name in entries.keys.sorted() {
            do { domains[name] = try entries[name]!.domain() } catch {
                throw .malformed(
                    source: source, found: "\(error.found) for '\(name)'", expected: error.expected)
            }
        }
        self.init(domains)
    }
}

extension SearchSpace: Codable {
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode([String: Entry].self), source: "the space")
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(domains.mapValues { [$0.kind: $0.values] })
    }
}

/// What stands in a file for one hyperparameter.
private enum Entry: Decodable {
    case values([String: [Value]])
    case other

    init(from decoder: any Decoder) throws {
        let values = try? decoder.singleValueContainer().decode([String: [Value]].self)
        self = values.map(Entry.values) ?? .other
    }

    struct Value: Decodable {
        /// Nil if it is neither a number nor a word.
        let setting: Setting?

        init(from decoder: any Decoder) throws { setting = try? Setting(from: decoder) }
    }

    struct Problem: Error {
        let found: String
        let expected: String
    }

    func domain() throws(Problem) -> Domain {
        guard case .values(let byKind) = self, byKind.count == 1, let (kind, values) = byKind.first else {
            throw Problem(
                found: "no domain",
                expected:
                    #"one of {"uniform": [0, 1]}, {"log": [0.1, 1]}, {"int": [1, 5]}, {"choice": [1, 2]}"#)
        }
        if let index = values.firstIndex(where: { $0.setting == nil }) {
            throw Problem(
                found: "neither a finite number nor a string as value \(index + 1) of \"\(kind)\"",
                expected: "only such values")
        }
        return try Self.domain(kind, of: values.compactMap(\.setting))
    }

    private static func domain(_ kind: String, of values: [Setting]) throws(Problem) -> Domain {
        let listed = "[\(values.map(\.description).joined(separator: ", "))]"
        func problem(_ expected: String) -> Problem {
            Problem(found: "\"\(kind)\": \(listed)", expected: expected)
        }
        switch kind {
        case "uniform":
            guard let range = range(values) else { throw problem("two numbers, the lower one first") }
            return .uniform(range)
        case "log":
            guard let range = range(values), range.lowerBound > 0 else {
                throw problem("two numbers above 0, the lower one first")
            }
            return .log(range)
        case "int":
            guard let range = range(values), let low = whole(range.lowerBound),
                let high = whole(range.upperBound)
            else { throw problem("two integers, the lower one first") }
            return .whole(low...high)
        case "choice":
            guard !values.isEmpty, Set(values).count == values.count else {
                throw problem("at least one value, without duplicates")
            }
            return .choice(values)
        default:
            throw Problem(found: "the unknown domain '\(kind)'", expected: "uniform, log, int or choice")
        }
    }

    private static func range(_ values: [Setting]) -> ClosedRange<Double>? {
        guard values.count == 2, case .number(let low) = values[0], case .number(let high) = values[1],
            low < high, (high - low).isFinite
        else { return nil }
        return low...high
    }

    /// The number if it is whole and far from where doubles leave out integers.
    private static func whole(_ number: Double) -> Int? {
        number.magnitude <= 1e15 ? Int(exactly: number) : nil
    }
}

extension Domain {
    /// What a file calls this kind of domain.
    fileprivate var kind: String {
        switch self {
        case .uniform: "uniform"
        case .log: "log"
        case .whole: "int"
        case .choice: "choice"
        }
    }

    fileprivate var values: [Setting] {
        switch self {
        case .uniform(let range), .log(let range): [.number(range.lowerBound), .number(range.upperBound)]
        case .whole(let range): [.number(Double(range.lowerBound)), .number(Double(range.upperBound))]
        case .choice(let settings): settings
        }
    }
}
