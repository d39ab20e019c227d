import Chainrule

/// The square root of numbers that are not negative, with the gradient 0 at 0 instead of an infinite one.
func flatSquareRoot(_ x: Tensor) -> Tensor {
    let isZero = x .== 0
    return select(0, where: isZero, otherwise: sqrt(select(1, where: isZero, otherwise: x)))
}

/// The Euclidean distances of the rows of two tensors [..., size], with `epsilon` added to every difference.
func rowDistances(_ left: Tensor, _ right: Tensor, epsilon: Double = 0) -> Tensor {
    let difference = left - right + epsilon
    return flatSquareRoot((difference * difference).sum(axes: -1))
}

/// Traps unless embeddings [N, size] agree in type, and the targets, if any, are [N] of their element type.
func requireEmbeddings(_ loss: String, _ embeddings: [Tensor], targets: Tensor? = nil) {
    let first = embeddings[0]
    let agree = first.rank >= 2 && embeddings.allSatisfy { $0.type == first.type }
    let fit =
        targets.map { $0.type == TensorType(Shape(first.shape.dropLast()), first.dtype) } ?? true
    require(
        agree && fit,
        "\(loss): needs embeddings [N, size] of one type\(targets == nil ? "" : " and targets [N]"), got "
            + (embeddings + [targets].compactMap { $0 }).map { "\($0.type)" }.joined(separator: ", "))
}
