import Chainrule
import ChainruleData
import ChainruleModels
import ChainruleNN
import ChainruleTraining

/// The transduction of texts: one is read, another one is written, character by character, such as the digits of a number in words.
///
/// Texts are read in lower case.
public struct TextTransduction<Pairs: GeneratedPairs>: WritingTask, GeneratedTask {
    public static var name: String { Pairs.name }

    /// The characters of sources behind the padding, and those of targets behind the end.
    let sourceSymbols, targetSymbols: Vocabulary

    static var dataName: String { Pairs.name }
    static var examplesName: String { "generated pairs" }
    static var advice: String { "use chainrule predict for texts of your own" }
    static var size: GeneratedSize { TextPairOptions.size }

    static func make(
        training: Int, validation: Int, _ options: OptionValues, seed: UInt64
    ) -> (training: TextPairs, validation: TextPairs) {
        Pairs.draw(training: training, validation: validation, seed: seed)
    }

    static func summary(of pairs: TextPairs) -> String { "pairs, made; \(Pairs.summary)" }

    /// Nothing of it depends on the training set: few pairs may lack a character that others have.
    public init(fitting training: TextPairs, source: String) {
        func symbols(_ characters: Set<Character>, first: String) -> Vocabulary {
            Vocabulary([first] + characters.sorted().map { String($0) })
        }
        sourceSymbols = symbols(Pairs.sourceCharacters, first: "<padding>")
        targetSymbols = symbols(Pairs.targetCharacters, first: "<end>")
    }

    public var inputShape: Shape { [Pairs.longestSource] }
    public var symbolCount: Int? { sourceSymbols.count }
    public var outputs: TaskOutputs { .sequence(targetSymbols.symbols, length: Pairs.longestTarget + 1) }

    public func samples(of pairs: TextPairs, source: String) throws(DataError) -> any SampleSet {
        let length = Pairs.longestTarget + 1
        var (inputs, targets): ([Int32], [Int32]) = ([], [])
        for (number, (text, answer)) in zip(pairs.sources, pairs.targets).enumerated() {
            let place = "\(source), pair \(number + 1)"
            inputs += try encoded(text, source: place)
            targets += try targetSymbols.target(
                answer.lowercased().characters, length: length, source: place, "character")
        }
        return Samples(
            inputs: Tensor(inputs, shape: [pairs.count, Pairs.longestSource]),
            targets: Tensor(targets, shape: [pairs.count, length]))
    }

    /// The lines of a text file, or those of standard input if `path` is `-`.
    public func inputs(at path: String) throws(DataError) -> [TaskInput] {
        let source = path == "-" ? "standard input" : path
        var inputs: [TaskInput] = []
        for (number, line) in try textLines(at: path).enumerated() {
            let symbols = try encoded(line, source: "\(source), line \(number + 1)")
            inputs.append(
                TaskInput(name: line, tensor: Tensor(symbols), fileName: "line-\(number + 1)"))
        }
        if inputs.isEmpty {
            throw .malformed(source: source, found: "no lines", expected: "a text on every line")
        }
        return inputs
    }

    /// The numbers of a text's characters, padded to the length of the longest.
    private func encoded(_ text: String, source: String) throws(DataError) -> [Int32] {
        let symbols = try sourceSymbols.numbers(of: text.lowercased().characters, source: source, "character")
        guard 1...Pairs.longestSource ~= symbols.count else {
            throw .malformed(
                source: source, found: symbols.isEmpty ? "an empty text" : "\(symbols.count) characters",
                expected: "1 to \(Pairs.longestSource) characters, as the model was trained on")
        }
        return symbols + [Int32](repeating: 0, count: Pairs.longestSource - symbols.count)
    }

    static var separator: String { "" }
    static func targets(of pairs: TextPairs) -> [String] { pairs.targets }
    static func sources(of pairs: TextPairs) -> [String]? { pairs.sources }

    func attention(
        to inputs: [TaskInput], writing symbols: Tensor, _ writer: any SequenceWriter
    ) -> [(text: String, image: Tensor)]? {
        let sources = stack(inputs.map(\.tensor))
        guard let weights = evaluating({ writer.attention(sources, following: symbols) }) else { return nil }
        return inputs.indices.map { index in
            let source = Array(inputs[index].name)
            let written = Array(text(symbols[index].scalars(as: Int32.self)))
            let shown = weights[index, 0..<min(written.count + 1, weights.shape[1]), 0..<source.count]
            let drawing = AttentionDrawing(
                source: source, target: written, weights: shown.unstacked().map { $0.scalars() })
            return (drawing.text, drawing.image)
        }
    }
}

/// The options of generated pairs of texts.
enum TextPairOptions {
    private static let usualCount = 20_000
    static let size = GeneratedSize(
        option: .count(
            "pairs", help: "Number of training pairs, by default \(usualCount).",
            in: 1...SpelledNumbers.mostPairs),
        usual: usualCount, trainingPerValidation: 5)
}

extension TextPairs: TaskExamples {}

extension String {
    /// The characters as symbols of a vocabulary.
    var characters: [String] { map { String($0) } }
}
