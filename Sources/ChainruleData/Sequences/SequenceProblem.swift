import Chainrule

/// Sequences that are made from random numbers, with what a network has to answer: as many as one likes.
public protocol SequenceProblem: Sendable, Equatable, Codable {
    /// The shape of every input, `[steps, features]`.
    var inputShape: Shape { get }

    /// A new sequence; the inputs of all of them, and the targets, have one shape.
    func sequence(from random: inout RandomStream) -> Sample
}

/// Sequences of a problem, each made when it is read.
///
/// ```swift
/// let training = GeneratedSequences(AddingProblem(steps: 200), count: 4000)
/// try trainer.fit(training.renewed(), epochs: 10)
/// ```
public struct GeneratedSequences<Problem: SequenceProblem>: SampleSet, Equatable {
    /// The training or the validation sequences, which have no random number in common.
    public typealias Part = Glyphs.Part

    public let problem: Problem
    public let part: Part
    public let seed: UInt64
    private let indices: [Int]
    private var isRenewed = false

    /// The first `count` sequences of a part; sequence `i` depends on the problem, the part, the seed and `i` only.
    ///
    /// - Parameters:
    ///   - problem: what they are of.
    ///   - count: the number of sequences.
    ///   - part: which part, by default the training sequences.
    ///   - seed: the random seed; the same seed gives the same bits on every machine.
    /// - Precondition: `count` is not negative.
    public init(_ problem: Problem, count: Int, part: Part = .training, seed: UInt64 = 0) {
        require(count >= 0, "GeneratedSequences: \(count) sequences")
        (self.problem, self.part, self.seed) = (problem, part, seed)
        indices = Array(0..<count)
    }

    private init(_ other: GeneratedSequences, indices: [Int], isRenewed: Bool) {
        (problem, part, seed) = (other.problem, other.part, other.seed)
        (self.indices, self.isRenewed) = (indices, isRenewed)
    }

    /// As many sequences, which are others in every epoch: they depend on the trainer's seed, the epoch and their place.
    public func renewed() -> GeneratedSequences {
        GeneratedSequences(self, indices: indices, isRenewed: true)
    }

    /// The sequences at `places`, in that order.
    public func subset(_ places: [Int]) -> GeneratedSequences {
        GeneratedSequences(self, indices: places.map { indices[$0] }, isRenewed: isRenewed)
    }

    public var count: Int { indices.count }

    public func example(at index: Int) throws(DataError) -> Sample {
        if isRenewed {
            return try ExampleDraws.reading(index) { draws throws(DataError) in
                problem.sequence(from: &draws.stream)
            }
        }
        var random = RandomStream(
            seed: seed, purpose: part == .training ? .trainingSequences : .validationSequences,
            index: indices[index])
        return problem.sequence(from: &random)
    }
}
