/// The words and punctuation marks of a text.
///
/// A word is a run of letters, digits and combining marks, in lower case. An apostrophe between two letters begins a new
/// word that it belongs to: "it's" is "it" and "'s". Every other character that is not white space is a token of its own.
///
/// ```swift
/// WordTokenizer.tokens(of: "It's far-fetched, isn't it?")
/// // ["it", "'s", "far", "-", "fetched", ",", "isn", "'t", "it", "?"]
/// ```
///
/// So a text has no token only if it is empty or white space.
public enum WordTokenizer {
    /// The tokens of a text in their order.
    public static func tokens(of text: String) -> [String] {
        let scalars = Array(text.lowercased().unicodeScalars)
        var tokens: [String] = []
        var word = String.UnicodeScalarView()
        func end() {
            if !word.isEmpty { tokens.append(String(word)) }
            word = String.UnicodeScalarView()
        }
        for (place, scalar) in scalars.enumerated() {
            if isOfWord(scalar) {
                word.append(scalar)
                continue
            }
            let isWithinWord =
                apostrophes.contains(scalar) && !word.isEmpty && place + 1 < scalars.count
                && isOfWord(scalars[place + 1])
            end()
            if isWithinWord {
                word.append("'")
            } else if !scalar.properties.isWhitespace {
                tokens.append(String(scalar))
            }
        }
        end()
        return tokens
    }

    private static let apostrophes: Set<Unicode.Scalar> = ["'", "\u{2019}"]

    private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
            return true
        default: return scalar.properties.isAlphabetic
        }
    }
}
