import Chainrule
import ChainruleData
import Foundation

/// Several metrics on the same examples.
///
/// ```swift
/// var metrics: Metrics = [.accuracy, .topK(5)]
/// metrics.add(Predictions(outputs: scores, targets: labels, loss: loss))
/// metrics.values  // ["accuracy": 0.75, "top-5": 1.0]
/// ```
public struct Metrics: Sendable, ExpressibleByArrayLiteral {
    public private(set) var members: [any Metric]

    /// - Precondition: no two metrics share a name.
    public init(_ members: [any Metric]) {
        let names = members.map(\.name)
        require(Set(names).count == names.count, "Metrics: duplicate names in \(names)")
        self.members = members
    }

    public init(arrayLiteral members: any Metric...) { self.init(members) }

    /// The metric of that name, if there is one.
    public subscript(name: String) -> (any Metric)? { members.first { $0.name == name } }

    /// The values by the metrics' names, without those that are nil.
    ///
    /// A value can be infinite or NaN if the loss is.
    public var values: [String: Double] {
        Dictionary(
            uniqueKeysWithValues: members.compactMap { metric in metric.value.map { (metric.name, $0) } })
    }

    /// The values of those metrics that are also among others.
    package func values(of others: Metrics) -> [String: Double] {
        values.filter { others[$0.key] != nil }
    }

    /// Adds the examples of a batch.
    public mutating func add(_ batch: Predictions) {
        for index in members.indices { members[index].add(batch) }
    }

    /// Resets all metrics.
    public mutating func reset() {
        for index in members.indices { members[index].reset() }
    }

    /// What the metrics have summed up so far.
    public var state: MetricState {
        MetricState(sums: Dictionary(uniqueKeysWithValues: members.map { ($0.name, MetricState.text($0)) }))
    }

    /// Restores a state.
    ///
    /// - Throws: `DataError.malformed` if the state is not that of metrics of the same names and types; nothing
    ///   changes then.
    public mutating func restore(_ state: MetricState) throws(DataError) {
        let names = Set(members.map(\.name))
        guard names == Set(state.sums.keys) else {
            throw .malformed(
                source: MetricState.source, found: state.sums.keys.sorted().joined(separator: ", "),
                expected: names.sorted().joined(separator: ", "))
        }
        var restored: [any Metric] = []
        for metric in members {
            restored.append(try MetricState.metric(like: metric, from: state.sums[metric.name]!))
        }
        members = restored
    }
}

/// What metrics have summed up, fit for a file: only metrics of the same types can read it.
public struct MetricState: Sendable, Equatable, Codable {
    /// The text of each metric as JSON, by its name.
    let sums: [String: String]

    static let source = "the state of the metrics"

    // JSON has no words for these, and the sum of a diverging loss can be any of them.
    private static let nonFinite = ("inf", "-inf", "nan")

    fileprivate static func text(_ metric: some Metric) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: nonFinite.0, negativeInfinity: nonFinite.1, nan: nonFinite.2)
        do { return String(decoding: try encoder.encode(metric), as: UTF8.self) } catch {
            fatalError("\(type(of: metric)): cannot be encoded: \(oneLine(error))")
        }
    }

    fileprivate static func metric<Kind: Metric>(
        like metric: Kind, from text: String
    ) throws(DataError) -> Kind {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: nonFinite.0, negativeInfinity: nonFinite.1, nan: nonFinite.2)
        if let restored = try? decoder.decode(Kind.self, from: Data(text.utf8)), restored.name == metric.name
        {
            return restored
        }
        throw .malformed(
            source: source, found: "unreadable sums of \(metric.name)", expected: "those of a \(Kind.self)")
    }
}
