import Chainrule
import ChainruleData
import ChainruleTraining

/// The tagging of generated sentences: the part of speech of every word.
public struct PartOfSpeechTagging: GeneratedTask {
    public static let name = "part-of-speech tagging"

    /// How words become numbers.
    let encoding: WordEncoding

    static let dataName = "parts of speech"
    static let examplesName = "generated sentences"
    static let advice = "use chainrule predict for sentences of your own"
    static var size: GeneratedSize { GeneratedSentences.size }

    static func make(
        training: Int, validation: Int, _ options: OptionValues, seed: UInt64
    ) -> (training: TaggedSentences, validation: TaggedSentences) {
        let known = PartsOfSpeech.make(training, seed: seed)
        let unlike = Set(known.words)
        return (known, PartsOfSpeech.make(validation, part: .validation, seed: seed, unlike: unlike))
    }

    static func summary(of sentences: TaggedSentences) -> String {
        "sentences, generated; tags \(PartsOfSpeech.tagNames.joined(separator: ", "))"
    }

    public init(fitting training: TaggedSentences, source: String) {
        encoding = WordEncoding(fitting: training.words, WordSettings())
    }

    public var inputShape: Shape { [encoding.usualLength] }
    public var symbolCount: Int? { encoding.vocabulary.count }
    public var outputs: TaskOutputs { .stepClasses(PartsOfSpeech.tagNames) }
    public var metrics: Metrics { [.accuracy, .sequenceAccuracy] }
    public var evaluationMetrics: Metrics { [.accuracy, .sequenceAccuracy, .macroF1] }

    public func samples(of sentences: TaggedSentences, source: String) -> any SampleSet {
        encoding.samples(
            zip(sentences.words, sentences.tags).map { words, tags in
                let read = Array(tags.prefix(encoding.longest))
                return Sample(
                    input: encoding.input(words.prefix(encoding.longest)),
                    target: Tensor(read, shape: [read.count]))
            }, haveStepTargets: true)
    }

    public func batch(of inputs: [TaskInput]) -> Tensor { encoding.batch(of: inputs) }

    /// Sentences: those of a text file, one in each line, `-` for standard input, or a sentence itself.
    public func inputs(at path: String) throws(DataError) -> [TaskInput] {
        try SentenceInputs.read(path).map(encoding.taskInput)
    }

    public func predictions(of inputs: [TaskInput], outputs scores: Tensor) -> [Prediction] {
        Prediction.steps(PartsOfSpeech.tagNames, scores: scores, of: inputs)
    }

    public func figures(of evaluation: Evaluation) -> [(name: String, text: String)] {
        let values = evaluation.metrics.values
        return [("word accuracy", Accuracy().name), ("sentence accuracy", SequenceAccuracy().name)].map {
            name, metric in (name, values[metric].map(percent) ?? "–")
        }
    }

    public func details(of evaluation: Evaluation, examples: TaggedSentences, width: Int) -> String {
        evaluation.confusion.map {
            ConfusionReport.text($0, classNames: PartsOfSpeech.tagNames, width: width)
        } ?? ""
    }
}

extension TaggedSentences: TaskExamples {}
