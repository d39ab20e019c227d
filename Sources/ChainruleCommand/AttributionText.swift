import ChainruleRecipes
import ChainruleTraining
import Foundation

/// Sentences with how much each word moved the decision.
enum AttributionText {
    /// A line for each prediction: its words, green where they spoke for what was predicted and red where they spoke against it, bold
    /// where they did so strongly; without colors each with its figure.
    static func text(_ predictions: [Prediction], inColor: Bool) -> String {
        predictions.map { prediction in
            let words = prediction.attributions ?? []
            let largest = words.reduce(0) { max($0, abs($1.value)) }
            let shown = words.map { word in
                inColor
                    ? colored(word.name, share: largest > 0 ? word.value / largest : 0)
                    : word.name + String(format: " (%+.3f)", word.value)
            }
            return "\(prediction.label ?? "NaN"): " + shown.joined(separator: " ")
        }.joined(separator: "\n")
    }

    /// - Parameter share: of the largest figure of the sentence, from -1 to 1.
    private static func colored(_ word: String, share: Double) -> String {
        guard abs(share) >= 0.1 else { return word }
        return Terminal.styled(word, (abs(share) >= 0.5 ? "1;" : "") + (share > 0 ? "32" : "31"))
    }
}
