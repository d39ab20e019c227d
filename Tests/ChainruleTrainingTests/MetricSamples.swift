import Chainrule
import ChainruleTraining
import Testing

/// Predictions for so many examples, drawn at random from whole tenths, so that many scores are equal.
struct MetricSamples {
    let outputs: [Float]
    let targets: [Float]
    let labels: [Int32]
    let losses: [Double]
    let width: Int

    init(count: Int, width: Int, seed: UInt64 = 1) {
        var stream = RandomStream(seed: seed, stream: 0)
        func tenths() -> Float { Float(Int(stream.uniform() * 30)) / 10 - 1 }
        outputs = (0..<count * width).map { _ in tenths() }
        targets = (0..<count * width).map { _ in tenths() + 5 }
        labels = (0..<count).map { _ in Int32(stream.uniform() * Double(max(width, 2))) }
        losses = (0..<count).map { _ in stream.uniform() * 3 }
        self.width = width
    }

    var scores: [[Float]] {
        labels.indices.map { Array(outputs[$0 * width..<($0 + 1) * width]) }
    }

    func batch(_ rows: Range<Int>, labeled: Bool) -> Predictions {
        let elements = rows.lowerBound * width..<rows.upperBound * width
        return Predictions(
            outputs: Array(outputs[elements]), shape: [rows.count, width],
            targets: labeled ? .labels(Array(labels[rows])) : .numbers(Array(targets[elements])),
            loss: rows.isEmpty ? .nan : losses[rows].reduce(0, +) / Double(rows.count))
    }

    /// The metric over batches of these sizes, one after the other.
    func value<Kind: Metric>(of metric: Kind, batches: [Int], labeled: Bool) -> Double? {
        var metric = metric
        var start = 0
        for size in batches {
            metric.add(batch(start..<start + size, labeled: labeled))
            start += size
        }
        return metric.value
    }
}

/// Labelled scores of a row each.
func predictions(_ scores: [[Float]], _ labels: [Int32], loss: Double = 0) -> Predictions {
    Predictions(
        outputs: Array(scores.joined()), shape: [scores.count, scores.first?.count ?? 1],
        targets: .labels(labels), loss: loss)
}

/// One output for each target.
func regression(_ outputs: [Float], _ targets: [Float]) -> Predictions {
    Predictions(outputs: outputs, shape: [outputs.count], targets: .numbers(targets), loss: 0)
}

extension Metric {
    /// The value over a single batch.
    func value(over batch: Predictions) -> Double? {
        var metric = self
        metric.add(batch)
        return metric.value
    }
}
