import Chainrule

/// How the scores of several classifiers are combined: by averaging probabilities or by majority vote.
public enum EnsembleCombination: String, Sendable, Codable, CaseIterable {
    /// The mean of the models' probabilities (softmax).
    case averageProbabilities = "average-probabilities"
    /// The class that most models choose; of several the one with the largest mean probability.
    case vote

    /// Combines scores `[N, classes]`, one tensor for each model.
    ///
    /// - Returns: `[N, classes]`, largest for the class chosen. Averaging gives the logarithms of the mean
    ///   probabilities, so that a cross-entropy can be taken of them; a vote gives the mean probabilities of the
    ///   classes with the most votes and 0 for the others.
    /// - Precondition: there is at least one tensor, and all have the same shape.
    public func combine(_ scores: [Tensor]) -> Tensor {
        require(!scores.isEmpty, "EnsembleCombination: there are no scores")
        require(
            scores.allSatisfy { $0.type == scores[0].type && $0.shape.rank == 2 },
            "EnsembleCombination: scores must be [N, classes] throughout, got \(scores.map(\.type))")
        switch self {
        case .averageProbabilities:
            let logarithms = stack(scores.map { logSoftmax($0) })
            // Shifted, so that the largest probability of a class does not vanish in the exponential.
            let largest = logarithms.max(axes: [0], keepDims: true)
            return log(exp(logarithms - largest).mean(axes: [0])) + largest.squeezingDimension(at: 0)
        case .vote:
            let probabilities = stack(scores.map { softmax($0) }).mean(axes: [0])
            let votes = stack(scores.map { $0.argmax().oneHot($0.shape[1]) }).sum(axes: [0])
            let mostVotes = votes .== votes.max(axes: [1], keepDims: true)
            return select(probabilities, where: mostVotes, otherwise: 0)
        }
    }
}
