import Chainrule

/// max(0, −target·(first − second) + margin) of every pair of scores, reduced over all of them.
///
/// Source: Herbrich, Graepel and Obermayer, "Large margin rank boundaries for ordinal regression", 2000.
///
/// - Parameters:
///   - first: scores of any shape.
///   - second: scores of the same shape and element type.
///   - targets: likewise: 1 where the first should be ranked higher, −1 where the second should.
///   - margin: by how much the score must be higher for a loss of 0.
///   - reduction: over all pairs; of their shape if not reduced.
public func marginRanking(
    _ first: Tensor, _ second: Tensor, _ targets: Tensor, margin: Double = 0, reduction: LossReduction = .mean
) -> Tensor {
    requireSameType("marginRanking", first, second, ("first scores are", "second ones"))
    requireSameType("marginRanking", first, targets, ("scores are", "targets"))
    return reduction(relu(margin - targets * (first - second)))
}
