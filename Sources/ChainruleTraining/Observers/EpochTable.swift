import Chainrule
import Foundation

/// A training's epochs as the lines of a table.
enum EpochTable {
    static func header(_ training: Training) -> String {
        line(columns(training).map { ($0.title, $0.width) })
    }

    static func row(_ epoch: EpochRecord, of training: Training) -> String {
        line(columns(training).map { ($0.text(epoch), $0.width) })
    }

    private struct Column {
        let title: String
        let text: (EpochRecord) -> String

        var width: Int { max(title.count, 7) }
    }

    private static func columns(_ training: Training) -> [Column] {
        var columns = [
            Column(title: "epoch") { "\($0.epoch)/\(training.epochs)" },
            Column(title: "loss") { number($0.loss) },
        ]
        let metrics = training.trainer.metrics.members
        columns += metrics.map { metric in
            Column(title: metric.name) { figure($0.metrics[metric.name], of: metric) }
        }
        if training.validation != nil {
            columns.append(Column(title: "validation loss") { $0.validationLoss.map(number) ?? "–" })
            columns += metrics.map { metric in
                Column(title: "validation " + metric.name) {
                    figure($0.validationMetrics[metric.name], of: metric)
                }
            }
        }
        columns.append(
            Column(title: "examples/s") {
                String(format: "%.0f", Double($0.examples) / max($0.seconds, .leastNonzeroMagnitude))
            })
        columns.append(Column(title: "seconds") { String(format: "%.1f", $0.seconds) })
        columns.append(Column(title: "idle") { idleShare($0.idleSeconds, of: $0.seconds) })
        return columns
    }

    private static func line(_ cells: [(text: String, width: Int)]) -> String {
        cells.map { $0.text.leftPadded(to: $0.width) }.joined(separator: "  ")
    }

    static func figure(_ value: Double?, of metric: any Metric) -> String {
        value.map { metric.text(of: $0) } ?? "–"
    }

    /// How much of the time the training waited for data.
    static func idleShare(_ idleSeconds: Double, of seconds: Double) -> String {
        String(format: "%.1f %%", 100 * idleSeconds / max(seconds, .leastNonzeroMagnitude))
    }

    private static func number(_ value: Double) -> String { figureText(value) }
}
