import Chainrule
import ChainruleData
import ChainruleModels
import ChainruleNN

/// Writes texts with a trained network, one character at a time.
///
/// ```swift
/// let writer = try SavedRun("runs/char-rnn").writer()
/// for character in try writer.text(after: "ROMEO:", sampling: TextSampling(temperature: 0.8)).prefix(500) {
///     print(character, terminator: "")
/// }
/// ```
public final class TextWriter {
    /// The characters, behind the symbol that begins every text.
    public let vocabulary: Vocabulary
    /// From the number of a character and a state to the scores of the next characters, and the state.
    private let step: Compiled<[Tensor], [Tensor]>
    /// From a state to what the cells hold; nil if there are no cells.
    private let cells: (([Tensor]) -> Tensor)?
    private let initialState: [Tensor]

    init<Model: TextGenerator>(_ model: Model, _ vocabulary: Vocabulary) {
        self.vocabulary = vocabulary
        let initial = model.initialState(batch: 1)
        initialState = initial.tensors
        step = compile { (arguments: [Tensor]) in
            evaluating {
                let (scores, state) = model.scores(
                    after: arguments[0], Model.State(tensors: arguments[1...]))
                return [scores] + state.tensors
            }
        }
        guard model.cells(of: initial) != nil else {
            cells = nil
            return
        }
        let compiled = compile { (state: [Tensor]) in model.cells(of: Model.State(tensors: state[...]))! }
        cells = { compiled($0) }
    }

    /// The text after a beginning, character by character, without end.
    ///
    /// - Parameters:
    ///   - beginning: what the text begins with; nothing by default.
    ///   - sampling: how characters are drawn.
    ///   - seed: the random seed; the same seed gives the same text.
    /// - Throws: `DataError` if the beginning has a character that the model was not trained on.
    public func text(
        after beginning: String = "", sampling: TextSampling = TextSampling(), seed: UInt64 = 0
    ) throws(DataError) -> WrittenText {
        WrittenText(try reader(of: beginning, source: "the beginning"), sampling, seed: seed)
    }

    /// A text of `count` characters after a beginning, which is part of it.
    ///
    /// - Throws: `DataError` if the beginning has a character that the model was not trained on.
    public func write(
        _ count: Int, after beginning: String = "", sampling: TextSampling = TextSampling(), seed: UInt64 = 0
    ) throws(DataError) -> String {
        beginning + (try text(after: beginning, sampling: sampling, seed: seed)).prefix(count).joined()
    }

    /// What the memory cells of the network hold behind each character of a text; nil if the network has no cells.
    ///
    /// - Throws: `DataError` if the text has a character that the model was not trained on; `source` says where it comes from.
    public func cells(over text: String, source: String) throws(DataError) -> CellActivations? {
        guard let cells else { return nil }
        let numbers = try vocabulary.numbers(of: text.unicodeScalars, source: source)
        var reader = try reader(of: "", source: source)
        let values = numbers.map { number in
            reader.read(number)
            return cells(reader.state)
        }
        return CellActivations(text.unicodeScalars.map { Character($0) }, values)
    }

    private func reader(of text: String, source: String) throws(DataError) -> TextReader {
        var reader = TextReader(step, vocabulary, initialState)
        for number in try vocabulary.numbers(of: text.unicodeScalars, source: source) { reader.read(number) }
        return reader
    }
}

/// A text that a network writes, character by character, without end.
public struct WrittenText: Sequence, IteratorProtocol {
    private var reader: TextReader
    private let sampling: TextSampling
    private var random: RandomStream

    fileprivate init(_ reader: TextReader, _ sampling: TextSampling, seed: UInt64) {
        (self.reader, self.sampling, random) = (reader, sampling, RandomStream(seed: seed))
    }

    /// The next character.
    public mutating func next() -> String? {
        // The first symbol begins texts and is never written.
        let number = 1 + sampling.draw(from: Array(reader.scores.dropFirst()), using: &random)
        reader.read(Int32(number))
        return reader.vocabulary.symbols[number]
    }
}

/// A network that has read the beginning of a text.
private struct TextReader {
    let vocabulary: Vocabulary
    private let step: Compiled<[Tensor], [Tensor]>
    private(set) var state: [Tensor]
    private(set) var scores: [Float] = []

    init(_ step: Compiled<[Tensor], [Tensor]>, _ vocabulary: Vocabulary, _ initialState: [Tensor]) {
        (self.step, self.vocabulary, state) = (step, vocabulary, initialState)
        read(0)
    }

    mutating func read(_ number: Int32) {
        let results = step([Tensor([number])] + state)
        scores = results[0].scalars()
        state = Array(results[1...])
    }
}
