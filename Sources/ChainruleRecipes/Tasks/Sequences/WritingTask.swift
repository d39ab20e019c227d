import Chainrule
import ChainruleData
import ChainruleModels
import ChainruleNN
import ChainruleTraining

/// What the tasks have in common whose networks write texts, symbol by symbol.
///
/// An evaluation and a prediction write freely, each symbol after those written before it.
protocol WritingTask: LearningTask {
    /// The symbols of targets, of which the first is the end.
    var targetSymbols: Vocabulary { get }

    /// What comes between the symbols of a text.
    static var separator: String { get }

    /// The texts that are to be written.
    static func targets(of examples: Examples) -> [String]

    /// What an example is called in a list of those that were written wrong; nil for its number.
    static func sources(of examples: Examples) -> [String]?

    /// The attention to some examples while symbols `[N, T]` are written, for each a text for the terminal and a picture; nil for
    /// a network without attention.
    func attention(
        to inputs: [TaskInput], writing symbols: Tensor, _ writer: any SequenceWriter
    ) -> [(text: String, image: Tensor)]?
}

extension WritingTask {
    public var metrics: Metrics { [.sequenceAccuracy] }
    public var evaluationMetrics: Metrics { [.sequenceAccuracy, WrittenSequences()] }

    func text(_ symbols: some Sequence<Int32>) -> String {
        targetSymbols.written(symbols).joined(separator: Self.separator)
    }

    public func predictions(of inputs: [TaskInput], outputs scores: Tensor) -> [Prediction] {
        zip(inputs, scores.argmax(axis: 2).unstacked()).map { input, symbols in
            Prediction(name: input.name, text: text(symbols.scalars(as: Int32.self)))
        }
    }

    /// The weights of attention for each input; none for a network without attention.
    public func drawings(of inputs: [TaskInput], outputs scores: Tensor, model: any Layer) -> [Tensor] {
        guard let writer = model as? any SequenceWriter else { return [] }
        return attention(to: inputs, writing: scores.argmax(axis: 2), writer)?.map(\.image) ?? []
    }

    public func figures(of evaluation: Evaluation) -> [(name: String, text: String)] {
        [("fully right", evaluation.metrics.values[SequenceAccuracy().name].map(percent) ?? "–")]
    }

    /// The first texts that were written wrong, up to the length of the right ones.
    public func details(of evaluation: Evaluation, examples: Examples, width: Int) -> String {
        let (written, targets) = (evaluation.writtenSequences.map { text($0) }, Self.targets(of: examples))
        let wrong = written.indices.filter { written[$0] != targets[$0] }
        if wrong.isEmpty { return "" }
        let sources = Self.sources(of: examples)
        let rows = wrong.prefix(8).map { [written[$0], targets[$0], sources?[$0] ?? "\($0 + 1)"] }
        return textTable([["wrong", "right", "of"]] + rows, numeric: []).joined(separator: "\n")
    }

    /// How many of the first examples beam search writes right, and the attention to some of them.
    public func view(of model: any Layer, examples: Examples) -> ModelView {
        guard let writer = model as? any SequenceWriter, examples.count > 0 else { return ModelView() }
        let count = min(searchedCount, examples.count)
        let searched = examples.subset(Array(0..<count))
        // The evaluation before has read them.
        let inputs = try! samples(of: searched, source: Self.name).batch(ArraySlice(0..<count)).inputs
        let found = writer.search(inputs, width: searchWidth).map { text($0[0].symbols) }
        let right = zip(found, Self.targets(of: searched)).count { $0 == $1 }
        let figure = (
            name: "by beam search",
            text: "\(percent(Double(right) / Double(count))) of the first \(count), width \(searchWidth)"
        )
        let names = Self.sources(of: searched)
        let shown = inputs.unstacked().prefix(4).enumerated().map { index, input in
            TaskInput(name: names?[index] ?? "example \(index + 1)", tensor: input)
        }
        let symbols = model.predict(stack(shown.map(\.tensor))).argmax(axis: 2)
        guard let drawings = attention(to: shown, writing: symbols, writer) else {
            return ModelView(figures: [figure])
        }
        let first = drawings[0].text
        return ModelView(
            figures: [figure], details: { _ in first.isEmpty ? "" : "\n\(first)\n" },
            pictures: zip(shown, drawings).enumerated().map { index, drawn in
                Picture(
                    fileName: "attention-\(index + 1).png",
                    summary: "the attention to \(drawn.0.name) while a text is written", image: drawn.1.image)
            })
    }
}

/// The examples that beam search is measured on, one by one, and the sequences that it keeps.
private let searchedCount = 200
private let searchWidth = 5
