import Chainrule
import ChainruleData
import ChainruleTraining

/// What the tasks on generated sequences have in common: their data, which no file holds.
protocol SequenceTask<Problem>: LearningTask where Examples == GeneratedSequences<Problem> {
    associatedtype Problem: SequenceProblem

    /// The problem that options describe.
    static func problem(_ options: OptionValues) -> Problem

    var problem: Problem { get }
}

extension SequenceTask {
    public static func dependsOnSeed(_ options: OptionValues) -> Bool { true }

    public static func load(_ options: OptionValues, seed: UInt64) throws(DataError) -> TaskData<Self> {
        let problem = problem(options)
        let count = options[SequenceOptions.sequences] ?? SequenceOptions.usualCount
        let seed = options[DataOptions.seed] ?? seed
        let validation = GeneratedSequences(problem, count: (count + 9) / 10, part: .validation, seed: seed)
        return TaskData(
            name: name, training: GeneratedSequences(problem, count: count, seed: seed),
            validation: validation,
            summary: "\(count) training sequences, new ones in every epoch, and \(validation.count) "
                + "validation sequences of \(problem.inputShape[0]) steps")
    }

    public static func files(_ options: OptionValues) throws(DataError) -> [String: String] { [:] }

    public var inputShape: Shape { problem.inputShape }

    public func samples(
        of sequences: GeneratedSequences<Problem>, source: String
    ) throws(DataError) -> any SampleSet {
        guard sequences.problem == problem else {
            throw .malformed(
                source: source, found: "sequences of another kind or length",
                expected: "those that the model was trained on")
        }
        return sequences
    }

    public func trainingSamples(
        of sequences: GeneratedSequences<Problem>, _ options: OptionValues, source: String
    ) throws(DataError) -> any SampleSet {
        try samples(of: sequences.renewed(), source: source)
    }

    public func validationExamples(
        at path: String, _ options: OptionValues
    ) throws(DataError) -> GeneratedSequences<Problem> { throw Self.madeOnly(path) }

    public func inputs(at path: String) throws(DataError) -> [TaskInput] { throw Self.madeOnly(path) }

    private static func madeOnly(_ path: String) -> DataError {
        .malformed(
            source: path, found: "data for a recipe whose sequences are generated",
            expected: "no files; chainrule evaluate makes sequences that the model has not seen")
    }
}

extension GeneratedSequences: TaskExamples {
    public var knownClassNames: [String]? { nil }
}

/// The options of tasks on generated sequences.
enum SequenceOptions {
    static let usualCount = 4000
    static let sequences = RecipeOption<Int>.count(
        "sequences",
        help: "Number of generated sequences in an epoch, by default \(usualCount); each epoch has new ones.",
        in: 1...1_000_000)
    static let lag = RecipeOption<Int>.count(
        "lag",
        help:
            "Time steps to bridge: the length of the sequences of the recipe adding, the pause of the recipe copy-memory; "
            + "by default 200.",
        in: 3...10_000)
    static let usualLag = 200
}
