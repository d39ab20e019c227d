import Chainrule

/// Scores [N, classes, ...] and labels [N, ...], laid out as rows of scores with one label each.
struct ClassLabels {
    /// The scores as `[M, classes]`.
    let rows: Tensor
    /// The labels as int32 `[M]`; 0 where they are ignored.
    let labels: Tensor
    /// Which labels are not ignored, as a bool `[M]`; nil if all.
    let isCounted: Tensor?
    /// What the rows' losses are multiplied by, `[M]`: the weights of their classes, 0 where they are ignored; nil for ones.
    let factors: Tensor?

    private let shape: Shape

    /// - Parameters:
    ///   - loss: the name of the loss, for messages.
    ///   - scores: `[N, classes, ...]`.
    ///   - labels: int32 `[N, ...]`.
    ///   - weight: `[classes]`, of the scores' element type.
    ///   - ignoreIndex: the label of rows that do not count.
    init(_ loss: String, _ scores: Tensor, _ labels: Tensor, weight: Tensor?, ignoreIndex: Int?) {
        let places = Array(scores.shape.prefix(1)) + scores.shape.dropFirst(2)
        let fits = scores.rank >= 2 && labels.type == TensorType(Shape(places), .int32)
        require(
            fits,
            "\(loss): needs scores [N, classes, ...] and int32 labels [N, ...], got \(scores.type) and \(labels.type)"
        )
        requireClassWeights(loss, weight, scores)
        shape = labels.shape
        rows = classRows(scores)
        let flat = labels.flattened()
        if let ignoreIndex {
            isCounted = (flat .!= ignoreIndex)
            self.labels = select(flat, where: flat .!= ignoreIndex, otherwise: 0)
        } else {
            isCounted = nil
            self.labels = flat
        }
        BatchDemands.note(labels, classCount: scores.shape[1], ignoring: ignoreIndex)
        if let weight {
            let weights = weight.gather(self.labels.labels(below: scores.shape[1], for: loss))
            factors = isCounted.map { select(weights, where: $0, otherwise: 0) } ?? weights
        } else {
            factors = isCounted?.cast(to: scores.dtype)
        }
    }

    /// Losses of the rows, multiplied by the factors.
    func weighted(_ losses: Tensor) -> Tensor { factors.map { part($0, of: losses) } ?? losses }

    /// The reduction of weighted losses; a mean divides by the sum of the factors.
    func reduced(_ losses: Tensor, _ reduction: LossReduction) -> Tensor {
        switch reduction {
        case .mean: factors.map { losses.sum() / $0.sum() } ?? losses.mean()
        case .batchMean: losses.sum() / Double(shape[0])
        case .sum: losses.sum()
        case .none: losses.reshaped(to: shape)
        }
    }
}

/// The class weights, if any, are one number per class.
func requireClassWeights(_ loss: String, _ weight: Tensor?, _ scores: Tensor) {
    guard let weight else { return }
    require(
        weight.type == TensorType([scores.shape[1]], scores.dtype),
        "\(loss): the weight is \(weight.type), expected \(TensorType([scores.shape[1]], scores.dtype))")
}

/// Scores [N, classes, ...] as rows [M, classes].
func classRows(_ scores: Tensor) -> Tensor {
    if scores.rank == 2 { return scores }
    let order = [0] + Array(2..<scores.rank) + [1]
    return scores.permuted(order).reshaped(to: [-1, scores.shape[1]])
}

extension Tensor {
    /// Of every row of this matrix the element at the index of that row.
    func picked(_ indices: Tensor) -> Tensor {
        flattened().gather(.iota([shape[0]], axis: 0) * Double(shape[1]) + indices)
    }
}
