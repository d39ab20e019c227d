import Chainrule

/// The Dice loss 1 − (2·Σp·t + s)/(Σp + Σt + s) of every example, the sums being over all its elements, reduced over the batch.
///
/// It measures the overlap of a predicted with a true region and does not depend on the size of the background.
///
/// Source: Milletari, Navab and Ahmadi, "V-Net", 3DV 2016, with Σp + Σt instead of Σp² + Σt², as Sudre et al., "Generalised
/// Dice overlap", 2017, have it.
///
/// - Parameters:
///   - probabilities: p, `[N, ...]`, such as the output of a sigmoid.
///   - targets: t, 0 or 1, in the shape and element type of the probabilities.
///   - smoothing: s, which keeps the loss of an empty region finite.
///   - reduction: over the examples; `[N]` if not reduced.
public func dice(
    _ probabilities: Tensor, _ targets: Tensor, smoothing: Double = 1, reduction: LossReduction = .mean
) -> Tensor {
    requireSameType("dice", probabilities, targets, ("probabilities are", "targets"))
    require(probabilities.rank > 0, "dice: needs probabilities [N, ...], got \(probabilities.type)")
    let (p, t) = (probabilities.flattenedExamples, targets.flattenedExamples)
    let overlap = (p * t).sum(axes: 1) * 2 + smoothing
    return reduction(1 - overlap / (p.sum(axes: 1) + t.sum(axes: 1) + smoothing))
}

extension Tensor {
    /// This tensor [N, ...] as `[N, elements of an example]`.
    fileprivate var flattenedExamples: Tensor {
        rank == 1 ? expandingDimension(at: 1) : flattened(from: 1)
    }
}
