import Chainrule
import ChainruleData
import ChainruleNN
import ChainruleTraining

/// The classification of sentences, such as sentiment analysis.
public struct SentenceClassification: LearningTask {
    public static let name = "sentence classification"

    /// How words become numbers.
    let encoding: WordEncoding
    /// The names of the classes.
    public let classNames: [String]
    /// How the table of the training set is read, if it was one.
    let table: SentenceTable?

    public init(fitting training: SentenceExamples, source: String) throws(DataError) {
        let sentences = training.sentences
        let known = Set(sentences.labels)
        guard known.count > 1 else {
            throw .malformed(
                source: source,
                found: known.first.map { "a single class, '\(sentences.classNames[Int($0)])'" }
                    ?? "no sentences",
                expected: "at least two")
        }
        encoding = WordEncoding(fitting: sentences.texts.map(WordTokenizer.tokens), training.settings)
        classNames = sentences.classNames
        table = training.table
    }

    public var inputShape: Shape { [encoding.usualLength] }
    public var symbolCount: Int? { encoding.vocabulary.count }
    public var outputs: TaskOutputs { .classes(classNames) }
    public var metrics: Metrics { [.accuracy] }
    public var evaluationMetrics: Metrics { [.accuracy, .macroF1, Misclassifications()] }

    public func samples(of examples: SentenceExamples, source: String) throws(DataError) -> any SampleSet {
        let sentences = examples.sentences
        guard sentences.classNames == classNames else {
            throw .malformed(
                source: source, found: "the classes \(sentences.classNames.joined(separator: ", "))",
                expected: "\(classNames.joined(separator: ", ")), as the model was trained on")
        }
        return encoding.samples(
            zip(sentences.texts, sentences.labels).map { text, label in
                Sample(input: encoding.input(encoding.words(of: text)), target: Tensor([label], shape: []))
            })
    }

    public func batch(of inputs: [TaskInput]) -> Tensor { encoding.batch(of: inputs) }

    public func predictions(of inputs: [TaskInput], outputs scores: Tensor) -> [Prediction] {
        Prediction.classes(classNames, scores: scores, of: inputs)
    }

    public func attributions(of inputs: [TaskInput], in model: any Layer) -> [[Prediction.Figure]]? {
        WordAttribution.ofPredictedClasses(in: model, inputs, batch: batch)
    }

    public func figures(of evaluation: Evaluation) -> [(name: String, text: String)] {
        [evaluation.accuracyFigure]
    }

    public func details(of evaluation: Evaluation, examples: SentenceExamples, width: Int) -> String {
        guard let confusion = evaluation.confusion else { return "" }
        let sentences = examples.sentences
        let matrix = ConfusionReport.text(confusion, classNames: classNames, width: width)
        let wrong = evaluation.misclassified.prefix(3).map { example in
            let truth = classNames[Int(sentences.labels[example.index])]
            let answer = classNames[example.prediction]
            return "\(truth), predicted \(answer): \(sentences.texts[example.index].singleLine)"
                .shortened(toDisplayWidth: width)
        }
        return ([matrix] + (wrong.isEmpty ? [] : [""] + wrong)).joined(separator: "\n")
    }
}

extension SentenceClassification {
    private static let mistakesShown = 12

    /// The confusion matrix, and the sentences that were mistaken with the greatest confidence.
    public func exhibits(of evaluation: Evaluation, examples: SentenceExamples) -> [Exhibit] {
        guard let confusion = evaluation.confusion else { return [] }
        let sentences = examples.sentences
        let mistakes = Exhibit.mistakes(
            of: evaluation, classNames: classNames, labels: sentences.labels.map(Int.init),
            limit: Self.mistakesShown
        ) { (nil, sentences.texts[$0].singleLine) }
        return [.confusion(confusion, classNames: classNames), mistakes]
    }
}

/// Sentences with their classes, and how they are read.
public struct SentenceExamples: TaskExamples {
    public let sentences: LabeledSentences
    /// Which words are left out.
    let settings: WordSettings
    /// How the table that they come from is read; nil if they come from elsewhere.
    let table: SentenceTable?

    /// Sentences, all words of which are read.
    public init(_ sentences: LabeledSentences) { self.init(sentences, WordSettings()) }

    init(_ sentences: LabeledSentences, _ settings: WordSettings, table: SentenceTable? = nil) {
        (self.sentences, self.settings, self.table) = (sentences, settings, table)
    }

    public var count: Int { sentences.count }
    public var knownClassNumbers: [Int]? { sentences.labels.map(Int.init) }
    public var knownClassNames: [String]? { sentences.classNames }

    public func subset(_ indices: [Int]) -> SentenceExamples {
        SentenceExamples(sentences.subset(indices), settings, table: table)
    }
}
