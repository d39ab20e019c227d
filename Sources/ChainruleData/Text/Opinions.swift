import Chainrule

/// Synthetic sentences of praise and blame: data for sentiment analysis without a download.
///
/// What a sentence says follows from the order of its words and not from their counts. A clause praises or blames one aspect of a
/// film by an adjective that may be negated, and of two clauses that disagree, the main clause decides: "although the acting is not
/// bad, the plot is dull" is negative. Good and bad adjectives, negated or not, are as frequent in both classes.
/// Sentence `i` depends only on the seed and `i`.
public enum Opinions {
    /// The classes, in the order of the labels.
    public static let classNames = ["negative", "positive"]

    /// The training or the validation sequence.
    public typealias Part = Glyphs.Part

    /// Makes the first `count` sentences of a sequence.
    ///
    /// - Parameters:
    ///   - count: the number of sentences.
    ///   - part: which sequence, by default the training sequence.
    ///   - seed: the random seed; the same seed gives the same sentences on every machine.
    ///   - shown: sentences that must not come again, such as those of the training set.
    public static func make(
        _ count: Int, part: Part = .training, seed: UInt64 = 0, unlike shown: Set<String> = []
    ) -> LabeledSentences {
        require(count >= 0, "Opinions: \(count) sentences, expected at least 0")
        var (texts, labels): ([String], [Int32]) = ([], [])
        for index in 0..<count {
            var random = RandomStream(
                seed: seed, purpose: part == .training ? .trainingOpinions : .validationOpinions, index: index
            )
            var sentence: (text: String, isPositive: Bool)
            repeat { sentence = OpinionWriter.sentence(&random) } while shown.contains(sentence.text)
            texts.append(sentence.text)
            labels.append(sentence.isPositive ? 1 : 0)
        }
        return LabeledSentences(texts: texts, labels: labels, classNames: classNames)
    }
}

/// The grammar of ``Opinions``.
private enum OpinionWriter {
    private static let aspects = words(
        """
        plot story acting script music cast ending dialogue humor pace camera direction editing staging opening romance \
        mystery drama comedy hero villain narrator soundtrack costume mood
        """)
    private static let good = words(
        """
        good great gripping clever moving funny fresh warm brilliant charming sharp honest lovely tender vivid witty \
        elegant bold rich touching
        """)
    private static let bad = words(
        """
        bad dull boring clumsy silly tired flat cold awful lazy shallow messy empty bland weak stale hollow tedious crude \
        forced
        """)
    private static let degrees = ["", "", "", "very", "really", "quite", "rather", "truly"]

    /// Clauses with places for an aspect A, a degree D and an adjective J.
    private static let plain = [
        "the A is D J", "the A seems D J", "the A was D J", "i found the A D J",
        "everyone will call the A D J",
        "what a D J A", "this is one D J A",
    ]
    private static let negated = [
        "the A is not D J", "the A never seems D J", "the A was hardly D J", "i did not find the A D J",
        "nobody will call the A D J", "the A is anything but D J", "the A is far from D J",
        "the A fails to be D J",
        "this is no D J A",
    ]
    /// Sentences of a main clause M and one that says the opposite, O, or the same, S.
    private static let forms = [
        "M .", "M !", "O , but M .", "although O , M .", "M , even if O .", "O ; still , M .",
        "M , though O .",
        "M and S .", "M , and S .",
    ]

    static func sentence(_ random: inout RandomStream) -> (text: String, isPositive: Bool) {
        let isPositive = random.integer(below: 2) == 1
        let words = pick(forms, &random).split(separator: " ").flatMap { word in
            switch word {
            case "M", "S": clause(isPositive, &random)
            case "O": clause(!isPositive, &random)
            default: [String(word)]
            }
        }
        return (words.joined(separator: " "), isPositive)
    }

    private static func clause(_ praises: Bool, _ random: inout RandomStream) -> [String] {
        let isNegated = random.integer(below: 2) == 1
        return pick(isNegated ? negated : plain, &random).split(separator: " ").compactMap { word in
            switch word {
            case "A": return pick(aspects, &random)
            case "D":
                let degree = pick(degrees, &random)
                return degree.isEmpty ? nil : degree
            case "J": return pick(praises != isNegated ? good : bad, &random)
            default: return String(word)
            }
        }
    }

    private static func pick(_ list: [String], _ random: inout RandomStream) -> String {
        list[random.integer(below: list.count)]
    }

    private static func words(_ list: String) -> [String] { list.split(separator: " ").map(String.init) }
}
