import Chainrule
import ChainruleInterop
import ChainruleRecipes
import ChainruleTraining
import Foundation

/// Predictions as a table for people and as CSV.
enum PredictionTable {
    /// Beyond this many classes only the most probable ones are shown.
    private static let shownClasses = 3

    /// A row for each example: the class with the largest probabilities, the numbers, or the steps with their classes; or a row
    /// for each object in it.
    static func text(_ predictions: [Prediction]) -> String {
        guard let first = predictions.first else { return "no examples" }
        if first.objects != nil {
            return aligned(
                ["input", "object", "probability", "box in pixels"], predictions.flatMap(objectRows))
        }
        if first.steps != nil {
            return predictions.map { prediction in
                (prediction.steps ?? []).map { "\($0.input)/\($0.label)" }.joined(separator: " ")
            }.joined(separator: "\n")
        }
        if first.text != nil {
            return aligned(["input", "prediction"], predictions.map { [$0.name, $0.text ?? ""] })
        }
        let isClassification = first.values.isEmpty
        let heading = ["input", "prediction"] + (isClassification ? ["probabilities"] : [])
        let rows = predictions.map { prediction in
            guard isClassification else { return [prediction.name, numbers(prediction)] }
            let largest = prediction.probabilities.sorted { $0.value > $1.value }.prefix(shownClasses)
            return [
                prediction.name, prediction.label ?? "NaN",
                largest.map { "\($0.name) \(percent($0.value))" }.joined(separator: ", "),
            ]
        }
        return aligned(heading, rows)
    }

    private static func objectRows(_ prediction: Prediction) -> [[String]] {
        let objects = prediction.objects ?? []
        if objects.isEmpty { return [[prediction.name, "none found", "", ""]] }
        return objects.map { object in
            let box = object.box
            return [
                prediction.name, object.label, percent(object.score),
                String(format: "(%.1f, %.1f) to (%.1f, %.1f)", box.left, box.top, box.right, box.bottom),
            ]
        }
    }

    private static func aligned(_ heading: [String], _ rows: [[String]]) -> String {
        let widths = heading.indices.map { column in
            ([heading] + rows).map(\.[column].displayWidth).max()! + 2
        }
        return ([heading] + rows).map { cells in
            zip(cells, widths).dropLast().map { $0 + String(repeating: " ", count: $1 - $0.displayWidth) }
                .joined() + cells[cells.count - 1]
        }.joined(separator: "\n")
    }

    private static func numbers(_ prediction: Prediction) -> String {
        if prediction.values.count == 1 { return String(format: "%.6g", prediction.values[0].value) }
        return prediction.values.map { "\($0.name) " + String(format: "%.6g", $0.value) }
            .joined(separator: ", ")
    }

    /// A header and a row for each example, with every probability or number; or a row for each object or step.
    static func csv(_ predictions: [Prediction]) -> String {
        guard let first = predictions.first else { return "" }
        if first.objects != nil {
            let rows = predictions.flatMap { prediction in
                (prediction.objects ?? []).map { object in
                    let box = object.box
                    return [prediction.name, object.label, "\(object.score)"]
                        + [box.left, box.top, box.right, box.bottom].map { "\($0)" }
                }
            }
            return csvText([["input", "object", "probability", "left", "top", "right", "bottom"]] + rows)
        }
        if first.steps != nil {
            let rows = predictions.flatMap { prediction in
                (prediction.steps ?? []).map { step in
                    [prediction.name, step.input, step.label, "\(step.probability)"]
                }
            }
            return csvText([["input", "step", "prediction", "probability"]] + rows)
        }
        if first.text != nil {
            return csvText([["input", "prediction"]] + predictions.map { [$0.name, $0.text ?? ""] })
        }
        let isClassification = first.values.isEmpty
        let header =
            ["input"] + (isClassification ? ["prediction"] : [])
            + (isClassification ? first.probabilities : first.values).map(\.name)
        let rows = predictions.map { prediction in
            [prediction.name] + (isClassification ? [prediction.label ?? ""] : [])
                + (isClassification ? prediction.probabilities : prediction.values).map { "\($0.value)" }
        }
        return csvText([header] + rows)
    }
}
