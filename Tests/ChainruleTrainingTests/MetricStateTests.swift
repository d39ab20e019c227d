import ChainruleData
import ChainruleTraining
import Foundation
import TestSupport
import Testing

/// A metric that the library does not know: the share of examples labelled 0.
private struct ShareOfZeros: Metric {
    static let prefersLarger = true
    let name = "zeros"
    private var zeros = 0
    private var count = 0

    private enum CodingKeys: CodingKey { case zeros, count }

    mutating func add(_ batch: Predictions) {
        guard case .labels(let labels) = batch.targets else { return }
        zeros += labels.count { $0 == 0 }
        count += labels.count
    }

    var value: Double? { count == 0 ? nil : Double(zeros) / Double(count) }

    mutating func reset() { (zeros, count) = (0, 0) }
}

@Suite("State of metrics") struct MetricStateTests {
    private let samples = MetricSamples(count: 60, width: 3)

    private func metrics() -> Metrics { Metrics(MetricTests.classification + [ShareOfZeros()]) }

    @Test("metrics restored from a state have bit for bit the values that they would have had")
    func resuming() throws {
        var whole = metrics()
        whole.add(samples.batch(0..<17, labeled: true))
        let file = try JSONEncoder().encode(whole.state)
        whole.add(samples.batch(17..<60, labeled: true))

        var resumed = metrics()
        resumed.add(samples.batch(30..<40, labeled: true))
        try resumed.restore(JSONDecoder().decode(MetricState.self, from: file))
        resumed.add(samples.batch(17..<60, labeled: true))
        #expect(resumed.values == whole.values)
        #expect(resumed.values.count == 10)
        #expect(resumed["zeros"]?.value == whole["zeros"]?.value)
    }

    @Test("so have metrics of numbers, and those that are empty or whose loss is infinite")
    func otherStates() throws {
        var numbers = Metrics(MetricTests.regressions)
        numbers.add(samples.batch(0..<17, labeled: false))
        var copy = Metrics(MetricTests.regressions)
        try copy.restore(numbers.state)
        #expect(copy.values == numbers.values && copy.values.count == 4)

        var fresh = metrics()
        try fresh.restore(metrics().state)
        #expect(fresh.values.isEmpty)

        var diverged: Metrics = [.loss]
        diverged.add(predictions([[1]], [1], loss: .infinity))
        var restored: Metrics = [.loss]
        try restored.restore(diverged.state)
        #expect(restored.values == ["loss": .infinity])
    }

    @Test("a state of other metrics is refused, and nothing changes")
    func otherMetrics() {
        var metrics: Metrics = [.accuracy, .topK(5)]
        metrics.add(predictions([[1, 0]], [0]))
        let before = metrics.values
        let error = #expect(throws: DataError.self) {
            try metrics.restore(([.accuracy, .loss] as Metrics).state)
        }
        #expect(
            error?.description
                == "the state of the metrics: found accuracy, loss, expected accuracy, top-5")
        #expect(metrics.values == before)
    }

    @Test("damaged sums are refused, and nothing changes")
    func damage() throws {
        var metrics: Metrics = [.accuracy, .rocAUC, .macroF1, .topK(2)]
        metrics.add(samples.batch(0..<10, labeled: true))
        let (state, values) = (metrics.state, metrics.values)
        let text = String(decoding: try JSONEncoder().encode(state), as: UTF8.self)
        let damages = [
            (#"\"k\":2"#, #"\"k\":3"#), (#"\"labels\":["#, #"\"labels\":[0,"#),
            (#"\"counts\":[["#, #"\"counts\":[[1,"#), (#"\"sum\":"#, #"\"sum\":\"a\""#),
        ]
        for (part, damage) in damages {
            let damaged = text.replacingOccurrences(of: part, with: damage)
            #expect(damaged != text, "\(part)")
            let state = try JSONDecoder().decode(MetricState.self, from: Data(damaged.utf8))
            #expect(throws: DataError.self, "\(part)") { try metrics.restore(state) }
            #expect(metrics.values == values)
        }
    }

    @Test("two metrics of one name are refused")
    func twins() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = [.topK(2), .topK(2)] as Metrics
        }
        #expect(try #require(result).says("Metrics: duplicate names"))
    }
}
