import Chainrule
import ChainruleData
import ChainruleModels
import ChainruleNN
import ChainruleTraining

/// The prediction of a text, character by character.
public struct CharacterModel: TextTask {
    public static let name = "character model"

    /// The characters of the text, behind the symbol that begins every text.
    public let vocabulary: Vocabulary
    /// The characters of a piece, over which gradients flow back.
    public let sequenceLength: Int

    static let sequenceLengths = 1...10_000

    public init(fitting training: TextPieces, source: String) throws(DataError) {
        guard Set(training.characters).count > 1 else {
            throw .malformed(
                source: source,
                found: "a text of a single character, \(counted(training.characters.count, "time"))",
                expected: "at least two different characters to train on")
        }
        (vocabulary, sequenceLength) = (training.vocabulary, training.length)
    }

    private enum CodingKeys: CodingKey { case vocabulary, sequenceLength }

    /// - Throws: `DecodingError` if the sequence length is not possible, or the vocabulary not one of characters.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        vocabulary = try values.decode(Vocabulary.self, forKey: .vocabulary)
        sequenceLength = try values.decode(Int.self, forKey: .sequenceLength)
        guard Self.sequenceLengths.contains(sequenceLength), vocabulary.count > 2,
            vocabulary.symbols[0] == TextPieces.begin
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .sequenceLength, in: values, debugDescription: "not those of a text")
        }
    }

    public var inputShape: Shape { [1 + sequenceLength] }
    public var symbolCount: Int? { vocabulary.count }
    public var outputs: TaskOutputs { .stepClasses(vocabulary.symbols) }
    public var metrics: Metrics { [.bitsPerCharacter, .perplexity] }

    public func samples(of pieces: TextPieces, source: String) throws(DataError) -> any SampleSet {
        guard pieces.vocabulary == vocabulary, pieces.length == sequenceLength else {
            throw .malformed(
                source: source, found: "another text",
                expected: "the characters that the model was trained on")
        }
        return pieces
    }

    /// The text of a file as an example whose next character is to be predicted: its last characters, as many as the
    /// network sees at once.
    public func inputs(at path: String) throws(DataError) -> [TaskInput] {
        let all = try vocabulary.numbers(of: TextFile.read(path).unicodeScalars, source: path)
        var row = [0] + ([0] + all).suffix(sequenceLength)
        row += Array(repeating: 0, count: 1 + sequenceLength - row.count)
        return [TaskInput(name: path, tensor: Tensor(row, shape: [row.count]))]
    }

    /// The next character of each text.
    public func predictions(of inputs: [TaskInput], outputs scores: Tensor) -> [Prediction] {
        let rows = inputs.enumerated().map { index, input in
            let characters = input.tensor.scalars(as: Int32.self).dropFirst()
            let last = characters.lastIndex { $0 != 0 }.map { $0 - 1 } ?? 0
            return scores[index, last, 1...]
        }
        return Prediction.classes(
            vocabulary.symbols.dropFirst().map(Self.visible), scores: stack(rows), of: inputs)
    }

    /// A character as a table shows it.
    private static func visible(_ symbol: String) -> String {
        switch symbol {
        case " ": "space"
        case "\n": "line end"
        case "\t": "tab"
        default: symbol
        }
    }

    public func figures(of evaluation: Evaluation) -> [(name: String, text: String)] {
        let loss = evaluation.loss.map { "\(figureText($0)) nats per character" } ?? "–"
        return [("loss", loss)]
            + metrics.members.map { metric in
                (metric.name, evaluation.metrics[metric.name]?.value.map { metric.text(of: $0) } ?? "–")
            }
    }

    public func writer(for model: any Module) -> TextWriter? {
        (model as? any TextGenerator).map { TextWriter($0, vocabulary) }
    }
}
