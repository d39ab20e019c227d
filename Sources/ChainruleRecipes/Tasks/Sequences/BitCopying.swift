import Chainrule
import ChainruleData
import ChainruleModels
import ChainruleNN
import ChainruleTraining

/// The tasks of a Neural Turing Machine: copy, copy repeatedly and recall sequences of bits.
public struct BitCopying: SequenceTask {
    public static let name = "bit sequences"

    public let problem: BitSequences

    public init(fitting training: GeneratedSequences<BitSequences>, source: String) {
        problem = training.problem
    }

    private static let kind = RecipeOption<BitSequences.Kind>(
        "problem", valueName: "name",
        help:
            "For the recipe ntm: copy 1 to 20 vectors of 8 bits, repeat-copy 1 to 5 vectors 1 to 5 times, or recall one of 2 "
            + "to 6 items; by default copy.")
    private static let longest = RecipeOption<Int>.count(
        "longest",
        help:
            "For the recipe ntm: the most vectors, repetitions or items of a sequence; by default 20, 5 or 6.",
        in: 2...200)

    public static var options: [any RecipeOptionDeclaration] {
        [kind, longest, size.option, DataOptions.seed]
    }

    static func problem(_ options: OptionValues) -> BitSequences {
        let kind = options[kind] ?? .copy
        return BitSequences(
            kind, sizes: kind.smallestSize...(options[longest] ?? kind.usualLargestSize))
    }

    public var outputs: TaskOutputs { .bits(problem.outputs) }
    public var metrics: Metrics { [WrongBits()] }

    /// The probability that each bit is 1, step by step.
    public func predictions(of inputs: [TaskInput], outputs logits: Tensor) -> [Prediction] {
        let names = (1...logits.shape[1]).flatMap { step in
            (1...logits.shape[2]).map { "step \(step), bit \($0)" }
        }
        return Prediction.numbers(names, sigmoid(logits).flattened(from: 1), of: inputs)
    }

    public func figures(of evaluation: Evaluation) -> [(name: String, text: String)] {
        [("wrong bits", evaluation.metrics.members[0].value.map { "\(figureText($0)) per sequence" } ?? "–")]
    }

    /// The wrong bits of sequences of the largest size and of longer ones, and pictures of where the heads look.
    public func view(of model: any Layer, examples: GeneratedSequences<BitSequences>) -> ModelView {
        let largest = problem.sizes.upperBound
        let trials = [largest, largest * problem.kind.generalization].map {
            SizeTrial(of: model, on: BitSequences(problem.kind, sizes: $0...$0), seed: examples.seed)
        }
        return ModelView(
            figures: trials.map {
                (
                    "wrong bits at size \($0.size)",
                    "\(figureText($0.wrongBits)) per sequence of \($0.bits) bits"
                )
            }, pictures: trials.flatMap(\.pictures))
    }
}

extension BitSequences.Kind {
    fileprivate var smallestSize: Int { self == .recall ? 2 : 1 }

    fileprivate var usualLargestSize: Int {
        switch self {
        case .copy: 20
        case .repeatCopy: 5
        case .recall: 6
        }
    }

    /// How many times as long as those of training the sequences are that a trained model is tried on.
    fileprivate var generalization: Int { self == .copy ? 6 : 2 }
}

/// The mean number of wrong bits of a sequence, among those that are asked for.
struct WrongBits: Metric {
    static let prefersLarger = false

    private var wrong = 0
    private var count = 0

    var name: String { "wrong-bits" }

    mutating func add(_ batch: Predictions) {
        for (logit, bit) in zip(batch.outputs, batch.numbers(for: self)) where bit >= 0 {
            if (logit > 0) != (bit > 0.5) { wrong += 1 }
        }
        count += batch.count
    }

    var value: Double? { count == 0 ? nil : Double(wrong) / Double(count) }

    mutating func reset() { (wrong, count) = (0, 0) }
}
