import Chainrule

/// How the outputs of several models are combined: by averaging, or by majority vote.
public enum EnsembleCombination: String, Sendable, Codable, CaseIterable {
    /// The mean of the models' probabilities (softmax).
    case averageProbabilities = "average-probabilities"
    /// The class that most models choose; of several the one with the largest mean probability.
    case vote
    /// The mean of the models' outputs, for models that predict something else than one class.
    case averageOutputs = "average-outputs"

    /// Combines scores `[N, classes]` or other outputs, one tensor for each model.
    ///
    /// - Returns: for classes `[N, classes]`, largest for the class chosen. Averaging gives the logarithms of the mean
    ///   probabilities, so that a cross-entropy can be taken of them; a vote gives the mean probabilities of the
    ///   classes with the most votes and 0 for the others.
    /// - Precondition: there is at least one tensor, and all have the same shape.
    public func combine(_ scores: [Tensor]) -> Tensor {
        require(!scores.isEmpty, "EnsembleCombination: there are no scores")
        require(
            scores.allSatisfy { $0.type == scores[0].type }
                && (self == .averageOutputs || scores[0].shape.rank == 2),
            "EnsembleCombination: scores must be [N, classes] throughout, got \(scores.map(\.type))")
        switch self {
        case .averageOutputs:
            return stack(scores).mean(axes: [0])
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

extension TaskOutputs {
    /// How models that predict this can be combined.
    var combinations: [EnsembleCombination] {
        switch self {
        case .classes: [.averageProbabilities, .vote]
        case .numbers, .pixels, .pixelClasses, .stepClasses, .bits, .objects, .sequence: [.averageOutputs]
        }
    }
}
