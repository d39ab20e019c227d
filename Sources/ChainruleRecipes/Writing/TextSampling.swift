import Chainrule
import Foundation

/// How the next character is drawn from a network's scores.
///
/// Scores are divided by the temperature, then all but the largest `topK` are left out, then all but the fewest most probable
/// ones that together have a probability of at least `topP`.
///
/// Source: Holtzman, Buys, Du, Forbes and Choi, "The curious case of neural text degeneration", 2020, for top-p.
public struct TextSampling: Sendable, Equatable {
    /// Below 1 for likelier characters, above for less likely ones; 0 always takes the likeliest.
    public var temperature: Double
    /// How many characters may be drawn; nil for all.
    public var topK: Int?
    /// The probability of the characters that may be drawn, together; nil for all.
    public var topP: Double?

    /// - Parameters:
    ///   - temperature: divides the scores, 1 by default; 0 always takes the likeliest character.
    ///   - topK: how many of the likeliest characters may be drawn; all by default.
    ///   - topP: the probability of the likeliest characters that may be drawn, together; all by default.
    /// - Precondition: the temperature is not negative, `topK` is positive, and `topP` is above 0 and at most 1.
    public init(temperature: Double = 1, topK: Int? = nil, topP: Double? = nil) {
        require(temperature >= 0, "TextSampling: the temperature is \(temperature), expected 0 or above")
        require(topK.map { $0 > 0 } ?? true, "TextSampling: topK is \(topK ?? 0), expected at least 1")
        require(
            topP.map { $0 > 0 && $0 <= 1 } ?? true,
            "TextSampling: topP is \(topP ?? 0), expected above 0 to 1")
        (self.temperature, self.topK, self.topP) = (temperature, topK, topP)
    }

    /// The place of one of the scores; those that are NaN are never drawn.
    ///
    /// - Precondition: there is a score.
    public func draw(from scores: [Float], using random: inout RandomStream) -> Int {
        require(!scores.isEmpty, "TextSampling: there are no scores")
        // The likeliest first, of equal ones the first.
        let order = scores.indices.filter { !scores[$0].isNaN }.sorted {
            scores[$0] == scores[$1] ? $0 < $1 : scores[$0] > scores[$1]
        }
        guard let best = order.first, temperature > 0 else { return order.first ?? 0 }
        let allowed = order.prefix(topK ?? order.count)
        var weights = allowed.map { exp(Double(scores[$0] - scores[best]) / temperature) }
        if let topP {
            var left = topP * weights.reduce(0, +)
            weights = Array(
                weights.prefix { weight in
                    defer { left -= weight }
                    return left > 0
                })
        }
        var place = random.uniform() * weights.reduce(0, +)
        for (index, weight) in weights.enumerated() {
            place -= weight
            if place < 0 { return allowed[index] }
        }
        return allowed[weights.count - 1]
    }
}
