import Chainrule

/// The mean binary cross-entropy −t·log p − (1 − t)·log(1 − p) of probabilities.
///
/// From logits, ``binaryCrossEntropyWithLogits(_:_:)`` is exact to the last digits; prefer it.
public func binaryCrossEntropy(_ probabilities: Tensor, _ targets: Tensor) -> Tensor {
    binaryCrossEntropy(probabilities, targets, reduction: .mean)
}

/// The binary cross-entropies weight·(−t·log p − (1 − t)·log(1 − p)) of probabilities, reduced over all elements; of
/// their shape if not reduced.
///
/// As in PyTorch, logarithms are at least −100, so the loss of a confident error is finite, and the gradient is
/// (p − t) / max(p·(1 − p), 10⁻¹²).
///
/// - Parameters:
///   - probabilities: p, in 0...1.
///   - targets: t, in 0...1, of the shape and element type of the probabilities.
///   - weight: multiplies the losses; of a shape that broadcasts to theirs.
///   - reduction: over all elements; a mean divides by their number, not by the weights.
public func binaryCrossEntropy(
    _ probabilities: Tensor, _ targets: Tensor, weight: Tensor? = nil, reduction: LossReduction
) -> Tensor {
    requireSameType("binaryCrossEntropy", probabilities, targets, ("probabilities are", "targets"))
    let losses = customGradient([probabilities, targets]) { inputs in
        let (p, t) = (inputs[0], inputs[1])
        return -(t * maximum(log(p), -100) + (1 - t) * maximum(log1p(-p), -100))
    } gradient: { upstream, inputs, _ in
        let (p, t) = (inputs[0], inputs[1])
        return [
            upstream * (p - t) / maximum(p * (1 - p), 1e-12),
            upstream * (maximum(log1p(-p), -100) - maximum(log(p), -100)),
        ]
    }
    return reduction(weighted(losses, weight))
}

/// The mean binary cross-entropy of the logits x, whose probabilities are p = sigmoid(x):
/// −t·log p − (1 − t)·log(1 − p).
public func binaryCrossEntropyWithLogits(_ logits: Tensor, _ targets: Tensor) -> Tensor {
    binaryCrossEntropyWithLogits(logits, targets, reduction: .mean)
}

/// The binary cross-entropies weight·(−`positiveWeight`·t·log p − (1 − t)·log(1 − p)) of logits x, p = sigmoid(x),
/// reduced over all elements; of their shape if not reduced.
///
/// Computed as `positiveWeight`·t·softplus(−x) + (1 − t)·softplus(x): neither the loss nor its gradient loses digits, however
/// large x is. A term whose factor is 0 is 0, so the loss of a correct infinite logit is 0.
///
/// - Parameters:
///   - logits: x, unscaled logarithms of the odds.
///   - targets: t, in 0...1, of the shape and element type of the logits.
///   - weight: multiplies the losses; of a shape that broadcasts to theirs.
///   - positiveWeight: multiplies the losses of positive examples, for data in which they are rare: one number per class,
///     or of another shape that broadcasts to that of the logits.
///   - reduction: over all elements; a mean divides by their number, not by the weights.
public func binaryCrossEntropyWithLogits(
    _ logits: Tensor, _ targets: Tensor, weight: Tensor? = nil, positiveWeight: Tensor? = nil,
    reduction: LossReduction
) -> Tensor {
    requireSameType("binaryCrossEntropy", logits, targets, ("logits are", "targets"))
    let positive = part(targets, of: softplus(-logits))
    let losses = weighted(positive, positiveWeight) + part(1 - targets, of: softplus(logits))
    return reduction(weighted(losses, weight))
}

private func weighted(_ losses: Tensor, _ weight: Tensor?) -> Tensor {
    guard let weight else { return losses }
    let product = losses * weight
    require(
        product.type == losses.type,
        "binaryCrossEntropy: weights \(weight.type) do not broadcast to losses \(losses.type)")
    return product
}
