import Chainrule
import ChainruleData
import ChainruleTraining

/// What the tasks on generated sequences have in common: their data, which no file holds.
protocol SequenceTask<Problem>: GeneratedTask where Examples == GeneratedSequences<Problem> {
    associatedtype Problem: SequenceProblem

    /// The problem that options describe.
    static func problem(_ options: OptionValues) -> Problem

    var problem: Problem { get }
}

extension SequenceTask {
    static var dataName: String { name }
    static var examplesName: String { "generated sequences" }
    static var advice: String { "chainrule evaluate makes sequences that the model has not seen" }
    static var size: GeneratedSize { SequenceOptions.size }

    public static var options: [any RecipeOptionDeclaration] {
        [SequenceOptions.lag, size.option, DataOptions.seed]
    }

    static func make(
        training: Int, validation: Int, _ options: OptionValues, seed: UInt64
    ) -> (training: GeneratedSequences<Problem>, validation: GeneratedSequences<Problem>) {
        let problem = problem(options)
        return (
            GeneratedSequences(problem, count: training, seed: seed),
            GeneratedSequences(problem, count: validation, part: .validation, seed: seed)
        )
    }

    static func summary(of sequences: GeneratedSequences<Problem>) -> String {
        "sequences of \(sequences.problem.inputShape[0]) steps, new ones for training in every epoch"
    }

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

    public func inputs(at path: String) throws(DataError) -> [TaskInput] { throw Self.otherData(path) }
}

extension GeneratedSequences: TaskExamples {
    public var knownClassNumbers: [Int]? { nil }
}

/// The options of tasks on generated sequences.
enum SequenceOptions {
    private static let usualCount = 4000
    static let size = GeneratedSize(
        option: .count(
            "sequences",
            help:
                "Number of generated sequences in an epoch, by default \(usualCount); each epoch has new ones.",
            in: 1...1_000_000),
        usual: usualCount, trainingPerValidation: 10)
    static let lag = RecipeOption<Int>.count(
        "lag",
        help:
            "Time steps to bridge: the length of the sequences of the recipe adding, the pause of the recipe copy-memory; "
            + "by default 200.",
        in: 3...10_000)
    static let usualLag = 200
}
