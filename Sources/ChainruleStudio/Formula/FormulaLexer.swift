/// A word of a formula.
struct FormulaToken: Equatable {
    enum Kind: Equatable {
        case number(Double)
        case name(String)
        case symbol(Character)
        case end
    }

    let kind: Kind
    /// The first character, counted from 1.
    let column: Int
    /// As it was typed.
    let text: String

    /// The token in messages.
    var description: String { kind == .end ? "the end" : "'\(text)'" }
}

/// Cuts the text of a formula into words.
struct FormulaLexer {
    private let text: String
    private let characters: [Character]
    private var place = 0

    /// Typographic signs, and the ASCII characters they stand for.
    private static let synonyms: [Character: Character] = ["−": "-", "×": "*", "·": "*", "÷": "/"]
    private static let symbols = Set<Character>("+-*/^@()[],;=")

    /// The words of a text, the last of which is its end.
    static func tokens(of text: String) throws(FormulaError) -> [FormulaToken] {
        var lexer = FormulaLexer(text: text, characters: Array(text))
        var tokens: [FormulaToken] = []
        repeat { tokens.append(try lexer.next()) } while tokens.last?.kind != .end
        return tokens
    }

    private init(text: String, characters: [Character]) {
        (self.text, self.characters) = (text, characters)
    }

    private mutating func next() throws(FormulaError) -> FormulaToken {
        while let character = current, character.isWhitespace { place += 1 }
        let start = place
        guard let character = current else {
            return FormulaToken(kind: .end, column: start + 1, text: "")
        }
        if character.isDigit || character == "." { return try number(from: start) }
        if character.isLetter || character == "_" {
            while let character = current, character.isLetter || character.isNumber || character == "_" {
                place += 1
            }
            let name = String(characters[start..<place])
            return FormulaToken(kind: .name(name), column: start + 1, text: name)
        }
        place += 1
        let symbol = Self.synonyms[character] ?? character
        guard Self.symbols.contains(symbol) else {
            throw error(
                at: start, found: "'\(character)'",
                expected: "a number, a name or one of + - * / ^ @ ( ) [ ] , ; =")
        }
        return FormulaToken(kind: .symbol(symbol), column: start + 1, text: String(character))
    }

    /// Digits, with a point and an exponent where there are.
    private mutating func number(from start: Int) throws(FormulaError) -> FormulaToken {
        skipDigits()
        if current == "." {
            place += 1
            skipDigits()
        }
        if current == "e" || current == "E" {
            let signs = (place + 1..<characters.count).prefix(1).filter { "+-".contains(characters[$0]) }
                .count
            let first = place + 1 + signs
            if first < characters.count, characters[first].isDigit {
                place = first
                skipDigits()
            }
        }
        let word = String(characters[start..<place])
        guard let number = Double(word), number.isFinite else {
            throw error(at: start, found: "'\(word)'", expected: word == "." ? "a number" : "a finite number")
        }
        return FormulaToken(kind: .number(number), column: start + 1, text: word)
    }

    private var current: Character? { place < characters.count ? characters[place] : nil }

    private mutating func skipDigits() { while let digit = current, digit.isDigit { place += 1 } }

    private func error(at place: Int, found: String, expected: String) -> FormulaError {
        FormulaError(text: text, column: place + 1, found: found, expected: expected)
    }
}

extension Character {
    fileprivate var isDigit: Bool { isASCII && isNumber }
}
