import Chainrule

/// Synthetic sentences in which the part of speech of many words depends on others: "the light runs fall" has an adjective and
/// a noun where "the light runs" has a noun and a verb.
///
/// Most words may be two parts of speech: nouns and verbs, adjectives and verbs, adjectives and nouns, adjectives and adverbs,
/// prepositions and adverbs, determiners and pronouns. A whole sentence has one reading only: it has one verb in each clause, which agrees
/// with its subject, and a noun only behind a determiner. Sentence `i` depends only on the seed and `i`.
public enum PartsOfSpeech {
    /// The tags, in the order of their numbers: those of Universal Dependencies that the sentences have.
    public static let tagNames = Tag.allCases.map { "\($0)".uppercased() }

    enum Tag: Int32, CaseIterable {
        case det, adj, noun, pron, verb, adv, adp, conj, punct
    }

    /// The training or the validation sequence.
    public typealias Part = Glyphs.Part

    /// Makes the first `count` sentences of a sequence.
    ///
    /// - Parameters:
    ///   - count: the number of sentences.
    ///   - part: which sequence, by default the training sequence.
    ///   - seed: the random seed; the same seed gives the same sentences on every machine.
    ///   - shown: sentences that must not come again, such as those of the training set.
    public static func make(
        _ count: Int, part: Part = .training, seed: UInt64 = 0, unlike shown: Set<[String]> = []
    ) -> TaggedSentences {
        require(count >= 0, "PartsOfSpeech: \(count) sentences, expected at least 0")
        var (words, tags): ([[String]], [[Int32]]) = ([], [])
        for index in 0..<count {
            var random = RandomStream(
                seed: seed, purpose: part == .training ? .trainingTags : .validationTags, index: index)
            var writer: TagWriter
            repeat { writer = TagWriter(&random) } while shown.contains(writer.words)
            words.append(writer.words)
            tags.append(writer.tags.map(\.rawValue))
        }
        return TaggedSentences(words: words, tags: tags, tagNames: tagNames)
    }
}

/// The grammar of ``PartsOfSpeech``: writes one sentence.
private struct TagWriter {
    private(set) var words: [String] = []
    private(set) var tags: [PartsOfSpeech.Tag] = []

    init(_ random: inout RandomStream) {
        clause(&random)
        if random.integer(below: 3) == 0 {
            write(Self.conjunctions, .conj, &random)
            clause(&random)
        }
        write(["."], .punct, &random)
    }

    private mutating func clause(_ random: inout RandomStream) {
        let isPlural = random.integer(below: 2) == 1
        if random.integer(below: 3) == 0 {
            write(isPlural ? Self.pluralSubjects : Self.singularSubjects, .pron, &random)
        } else {
            noun(isPlural, &random)
        }
        if random.integer(below: 4) == 0 { write(Self.frequencies, .adv, &random) }
        write(Self.verbs, .verb, &random) { isPlural ? $0 : Self.withEnding($0) }
        if random.integer(below: 2) == 0 { object(&random) }
        switch random.integer(below: 3) {
        case 0: write(Self.manners + Self.directions, .adv, &random)
        case 1:
            write(Self.directions + Self.prepositions, .adp, &random)
            object(&random)
        default: break
        }
    }

    private mutating func object(_ random: inout RandomStream) {
        if random.integer(below: 3) == 0 {
            write(Self.objects, .pron, &random)
        } else {
            noun(random.integer(below: 2) == 1, &random)
        }
    }

    /// A noun with its determiner, and maybe adjectives.
    private mutating func noun(_ isPlural: Bool, _ random: inout RandomStream) {
        write(
            Self.determiners + (isPlural ? Self.pluralDeterminers : Self.singularDeterminers), .det, &random)
        while random.integer(below: 3) == 0 { write(Self.adjectives, .adj, &random) }
        write(Self.nouns, .noun, &random) { isPlural ? Self.withEnding($0) : $0 }
    }

    private mutating func write(
        _ list: [String], _ tag: PartsOfSpeech.Tag, _ random: inout RandomStream,
        form: (String) -> String = { $0 }
    ) {
        words.append(form(list[random.integer(below: list.count)]))
        tags.append(tag)
    }

    /// The plural of a noun, or the third person of a verb.
    private static func withEnding(_ word: String) -> String {
        word + (word.hasSuffix("ch") ? "es" : "s")
    }

    private static func list(_ words: String) -> [String] { words.split(separator: " ").map(String.init) }

    private static let nounsAndVerbs = list(
        "run walk play watch plan call dream drink fight help smile step visit work talk move answer paint water guard"
    )
    private static let adjectivesAndVerbs = list("open clean warm slow cool calm clear smooth")
    private static let adjectivesAndNouns = list("light cold novel secret square")
    private static let nouns =
        nounsAndVerbs + adjectivesAndNouns + list("farmer river garden doctor letter house bird teacher")
    private static let verbs =
        nounsAndVerbs + adjectivesAndVerbs + list("see hear find follow bring remember")
    private static let adjectives =
        adjectivesAndVerbs + adjectivesAndNouns + manners + list("small old young happy quiet")
    /// Adverbs, and adjectives too.
    private static let manners = list("fast hard late early straight")
    /// Adverbs, and prepositions too.
    private static let directions = list("down past inside around along")
    private static let prepositions = list("with for near behind")
    private static let frequencies = list("often never always rarely")
    private static let conjunctions = list("and but while")
    private static let determiners = list("the my their her our")
    private static let singularDeterminers = list("a every this")
    private static let pluralDeterminers = list("these some many")
    private static let singularSubjects = list("he she it")
    private static let pluralSubjects = list("i you we they")
    private static let objects = list("him them us her")
}
