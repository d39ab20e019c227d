import Chainrule

/// The focal loss of binary targets, reduced over all elements: binary cross-entropy that counts the less the surer and
/// righter a prediction is.
///
/// With p = sigmoid(logit) and the target t it is −α·t·(1 − p)^γ·log p − (1 − α)·(1 − t)·p^γ·log(1 − p). Neither the loss nor
/// its gradient loses digits at large logits.
///
/// Source: Lin, Goyal, Girshick, He and Dollár, "Focal loss for dense object detection", ICCV 2017; `sigmoid_focal_loss` of
/// torchvision, whose default reduction is none.
///
/// - Parameters:
///   - logits: a tensor of any shape.
///   - targets: 0 or 1, in the shape and element type of the logits.
///   - alpha: α, the weight of positive targets; nil weighs both with 1.
///   - gamma: γ, by how much easy examples count less; 0 gives the binary cross-entropy.
///   - reduction: over all elements; of their shape if not reduced.
/// - Precondition: γ is not negative.
public func focal(
    _ logits: Tensor, _ targets: Tensor, alpha: Double? = 0.25, gamma: Double = 2,
    reduction: LossReduction = .mean
) -> Tensor {
    require(gamma >= 0, "focal: gamma \(gamma) is negative")
    requireSameType("focal", logits, targets, ("logits are", "targets"))
    // −log(1 − p) and −log p; powers of p and 1 − p are exponentials of these.
    let (negative, positive) = (softplus(logits), softplus(-logits))
    let ofPositive = part(targets, of: exp(negative * -gamma) * positive)
    let ofNegative = part(1 - targets, of: exp(positive * -gamma) * negative)
    return reduction(ofPositive * (alpha ?? 1) + ofNegative * (1 - (alpha ?? 0)))
}
