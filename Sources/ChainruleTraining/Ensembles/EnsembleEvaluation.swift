import Chainrule
import ChainruleData
import ChainruleNN

/// The accuracies of several classifiers and of their ensemble on the same examples.
public struct EnsembleEvaluation: Sendable, Equatable, Codable {
    /// The number of examples.
    public let count: Int
    /// How many of them each member classifies correctly.
    public let memberCounts: [Int]
    /// How many are classified correctly by the mean of the members' probabilities.
    public let averageCount: Int
    /// How many are classified correctly by majority vote.
    public let voteCount: Int

    /// - Parameters:
    ///   - scores: `[N, classes]`, one tensor for each member.
    ///   - labels: the class of each example.
    /// - Precondition: there is at least one member; all tensors have a row for each label, and there are labels.
    public init(scores: [Tensor], labels: [Int32]) {
        require(
            !labels.isEmpty && scores.allSatisfy { $0.rank == 2 && $0.shape[0] == labels.count },
            "EnsembleEvaluation: scores \(scores.map(\.shape)) for \(labels.count) labels")
        func recognized(_ scores: Tensor) -> Int {
            zip(scores.argmax().scalars(as: Int32.self), labels).count { $0 == $1 }
        }
        count = labels.count
        memberCounts = scores.map(recognized)
        averageCount = recognized(EnsembleCombination.averageProbabilities.combine(scores))
        voteCount = recognized(EnsembleCombination.vote.combine(scores))
    }

    /// The accuracy of each member.
    public var memberAccuracies: [Double] { memberCounts.map(share) }
    /// The mean accuracy of the members.
    public var meanAccuracy: Double {
        share(memberCounts.reduce(0, +)) / Double(memberCounts.count)
    }
    /// The accuracy of the mean of the members' probabilities.
    public var averageAccuracy: Double { share(averageCount) }
    /// The accuracy of the majority vote.
    public var voteAccuracy: Double { share(voteCount) }

    private func share(_ recognized: Int) -> Double { Double(recognized) / Double(count) }
}

extension EnsembleEvaluation {
    /// Measures runs together on the validation part of `data`, each with the standardization it was trained with.
    ///
    /// - Precondition: there is at least one run.
    /// - Throws: `DataError` if the images or classes are not of the kind that one was trained on, or there are none.
    public init(of runs: [SavedRun], on data: TrainingData) throws(DataError) {
        guard data.validation.count > 0 else {
            throw .malformed(
                source: data.name, found: "an empty validation set", expected: "at least one image")
        }
        var scores: [Tensor] = []
        for run in runs { scores.append(try run.scores(on: data)) }
        self.init(scores: scores, labels: data.validation.labels.map(Int32.init))
    }
}

extension SavedRun {
    /// The model's scores for the validation part of `data`, `[N, classes]`.
    ///
    /// - Precondition: there are validation images.
    /// - Throws: `DataError` if the images or classes are not of the kind the model was trained on.
    func scores(on data: TrainingData) throws(DataError) -> Tensor {
        try requireFit(of: data)
        let images = StandardizedImages(data.validation, record.standardization)
        let model = model
        let scores = compile { (inputs: Tensor) in evaluating { model(inputs) } }
        return concatenate(
            MiniBatches(count: images.count, batchSize: 500, shuffled: false).map { indices in
                scores(images.batch(indices).inputs)
            })
    }
}
