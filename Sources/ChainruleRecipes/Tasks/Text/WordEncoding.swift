import Chainrule
import ChainruleData

/// How words become the numbers that a network takes: their places in a vocabulary that was fitted to a training set.
///
/// 0 stands for the padding behind a sentence, 1 for every word that the vocabulary lacks.
struct WordEncoding: Sendable, Equatable, Codable {
    /// The number of the padding.
    static let padding = 0
    private static let reserved = ["<padding>", "<unknown>"]
    private static let unknown = 1
    /// Lengths are rounded up to a multiple of this, so that a network is compiled for few of them.
    private static let lengthMultiple = 8

    let vocabulary: Vocabulary
    /// The words of a sentence that are read; what comes behind is not.
    let longest: Int
    /// The median length of the sentences of the training set, rounded up as that of a batch is.
    let usualLength: Int

    /// Fits a vocabulary.
    ///
    /// - Parameters:
    ///   - sentences: the words of each sentence of the training set; at least one.
    ///   - settings: which words are left out.
    init(fitting sentences: [[String]], _ settings: WordSettings) {
        vocabulary = Vocabulary(
            counting: sentences.joined(), reserved: Self.reserved, minimumCount: settings.minimumCount,
            limit: settings.limit.map { $0 + Self.reserved.count })
        longest = settings.longest
        let lengths = sentences.map { min($0.count, settings.longest) }.sorted()
        let median = lengths[lengths.count / 2]
        usualLength = (median + Self.lengthMultiple - 1) / Self.lengthMultiple * Self.lengthMultiple
    }

    private enum CodingKeys: CodingKey { case vocabulary, longest, usualLength }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        vocabulary = try values.decode(Vocabulary.self, forKey: .vocabulary)
        longest = try values.decode(Int.self, forKey: .longest)
        usualLength = try values.decode(Int.self, forKey: .usualLength)
        guard Array(vocabulary.symbols.prefix(2)) == Self.reserved, WordSettings.lengths.contains(longest),
            (1...WordSettings.lengths.upperBound + Self.lengthMultiple).contains(usualLength)
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .vocabulary, in: values, debugDescription: "not one of words")
        }
    }

    /// The words of a text that a network reads.
    func words(of text: String) -> [String] { Array(WordTokenizer.tokens(of: text).prefix(longest)) }

    /// The numbers of words, `[words]`.
    func input(_ words: some Sequence<String>) -> Tensor {
        let numbers = words.map { Int32(vocabulary[$0] ?? Self.unknown) }
        return Tensor(numbers, shape: [numbers.count])
    }

    /// A new example.
    func taskInput(_ text: String) -> TaskInput {
        let words = words(of: text)
        return TaskInput(name: text.singleLine, tensor: input(words), steps: words.map(\.singleLine))
    }

    /// New examples side by side, shorter ones filled up.
    func batch(of inputs: [TaskInput]) -> Tensor {
        let samples = samples(inputs.map { Sample(input: $0.tensor, target: Tensor([Int32(0)], shape: [])) })
        do throws(DataError) { return try samples.batch(ArraySlice(inputs.indices)).inputs } catch {
            fatalError("WordEncoding: \(error)")
        }
    }

    /// Sentences as samples, those of a batch filled up to one length, and in training of similar lengths.
    ///
    /// - Parameters:
    ///   - samples: the words as ``input(_:)`` makes them, with a target for each sentence or for each word.
    ///   - haveStepTargets: whether there is a target for each word.
    func samples(_ samples: [Sample], haveStepTargets: Bool = false) -> some SampleSet {
        ChainruleData.Examples(samples).padded(
            with: Double(Self.padding), targets: haveStepTargets ? Double(Batch.ignoredLabel) : nil,
            toMultipleOf: Self.lengthMultiple, lengths: samples.map { $0.input.shape[0] })
    }
}

/// Which words are left out of a vocabulary and of sentences.
struct WordSettings: Sendable, Equatable {
    static let lengths = 1...4096

    /// Rarer words of the training set are unknown.
    var minimumCount = 1
    /// The most words of the vocabulary; nil for all.
    var limit: Int?
    /// The words of a sentence that are read.
    var longest = 256

    private static let minimumCount = RecipeOption<Int>.count(
        "min-count",
        help: "For sentences: words that come less often in the training set are unknown; by default 1.",
        in: 1...1_000_000)
    private static let vocabulary = RecipeOption<Int>.count(
        "vocabulary", help: "For sentences: only the n most frequent words are known; by default all.",
        in: 1...1_000_000)
    private static let longest = RecipeOption<Int>.count(
        "max-words", help: "For sentences: only the first n words are read; by default 256.", in: lengths)

    static var options: [any RecipeOptionDeclaration] { [minimumCount, vocabulary, longest] }

    init(_ options: OptionValues) {
        minimumCount = options[Self.minimumCount] ?? minimumCount
        limit = options[Self.vocabulary]
        longest = options[Self.longest] ?? longest
    }

    init() {}
}
