import Chainrule
import ChainruleData

/// Consecutive pieces of a text, whose characters a network predicts one after the other.
///
/// A character is a Unicode scalar. Every character of the text is predicted in exactly one piece, the first one from
/// a symbol before it alone; the last piece may have fewer characters than the others.
public struct TextPieces: TaskExamples {
    /// The symbol before the first character of every text.
    static let begin = ""

    /// The numbers of the characters in the vocabulary.
    let characters: [Int32]
    let vocabulary: Vocabulary
    /// The characters of a piece.
    let length: Int
    /// Which of the pieces, by their numbers in the text.
    private let numbers: [Int]

    private init(characters: [Int32], vocabulary: Vocabulary, length: Int, numbers: [Int]) {
        (self.characters, self.vocabulary, self.length) = (characters, vocabulary, length)
        self.numbers = numbers
    }

    /// All pieces of a text.
    ///
    /// - Throws: `DataError` if a character is not in the vocabulary.
    init(
        _ text: some Sequence<Unicode.Scalar>, vocabulary: Vocabulary, length: Int, source: String
    ) throws(DataError) {
        let characters = try vocabulary.numbers(of: text, source: source)
        self.init(
            characters: characters, vocabulary: vocabulary, length: length,
            numbers: Array(0..<(characters.count + length - 1) / length))
    }

    public var count: Int { numbers.count }
    public var knownClassNumbers: [Int]? { nil }

    public func subset(_ indices: [Int]) -> TextPieces {
        TextPieces(
            characters: characters, vocabulary: vocabulary, length: length,
            numbers: indices.map { numbers[$0] })
    }
}

extension TextPieces: SampleSet {
    public var order: SampleOrder { .streams }

    public func example(at index: Int) -> Sample { batch([index]).sample(at: 0) }

    /// Inputs int32 `[N, 1 + length]`: the number of the piece, then the character before each that is to be predicted. Targets
    /// int32 `[N, length]`, with `Batch.ignoredLabel` behind the end of the text.
    public func batch(_ indices: ArraySlice<Int>) -> Batch {
        var (inputs, targets): ([Int32], [Int32]) = ([], [])
        inputs.reserveCapacity(indices.count * (1 + length))
        targets.reserveCapacity(indices.count * length)
        for number in indices.map({ numbers[$0] }) {
            inputs.append(Int32(number))
            for place in number * length..<(number + 1) * length {
                // Number 0 is that of `begin`.
                inputs.append(place == 0 || place > characters.count ? 0 : characters[place - 1])
                targets.append(place < characters.count ? characters[place] : Int32(Batch.ignoredLabel))
            }
        }
        return Batch(
            inputs: Tensor(inputs, shape: [indices.count, 1 + length]),
            targets: Tensor(targets, shape: [indices.count, length]))
    }
}

extension Vocabulary {
    /// The characters of texts.
    init(characters: some Sequence<Unicode.Scalar>) {
        self.init(counting: characters.lazy.map { String($0) }, reserved: [TextPieces.begin])
    }

    /// The numbers of characters.
    ///
    /// - Throws: `DataError` if one is not in the vocabulary; `source` says where the text comes from.
    func numbers(
        of text: some Sequence<Unicode.Scalar>, source: String
    ) throws(DataError) -> [Int32] {
        var known: [Unicode.Scalar: Int32] = [:]
        var (numbers, line): ([Int32], Int) = ([], 1)
        for character in text {
            if let number = known[character] {
                numbers.append(number)
            } else if let number = self[String(character)] {
                known[character] = Int32(number)
                numbers.append(Int32(number))
            } else {
                throw .malformed(
                    source: source, found: "the character \(Self.name(of: character)) in line \(line)",
                    expected: "the \(count - 1) characters that the model was trained on")
            }
            if character == "\n" { line += 1 }
        }
        return numbers
    }

    /// As in `'é' (U+00E9)`.
    private static func name(of character: Unicode.Scalar) -> String {
        let code = String(character.value, radix: 16, uppercase: true).leftPadded(to: 4, with: "0")
        return character.properties.generalCategory == .control ? "U+\(code)" : "'\(character)' (U+\(code))"
    }
}
