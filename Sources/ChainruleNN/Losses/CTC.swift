import Chainrule

/// The loss of connectionist temporal classification (CTC): −log of the probability that a sequence of outputs spells a
/// target, however its symbols are spread over time.
///
/// An output spells a target if it is the target after repeated symbols have been merged and blanks removed. The sum over
/// all such outputs is made in log space, step by step. As in PyTorch, the mean first divides every loss by the length of
/// its target. A target that is too long for its input has an infinite loss and no gradient.
///
/// The gradient is that of `logProbabilities`, −(share of the symbol at that time), whereas PyTorch's includes that of the
/// log-softmax before it; behind `logSoftmax(_:axis:)` both are the same.
///
/// Source: Graves, Fernández, Gomez and Schmidhuber, "Connectionist temporal classification", ICML 2006.
///
/// - Parameters:
///   - logProbabilities: `[T, N, classes]`, for every time the logarithms of the probabilities of all symbols.
///   - targets: int32 `[N, S]`, the symbols to be spelled; what follows a target's length is not looked at.
///   - inputLengths: int32 `[N]`, how many of the T times count.
///   - targetLengths: int32 `[N]`, how many of the S symbols count.
///   - blank: the class of the blank.
///   - zeroInfinity: whether infinite losses count as 0.
///   - reduction: over the examples; `[N]` if not reduced.
/// - Complexity: builds some 20 operations for each of the T times.
public func ctc(
    _ logProbabilities: Tensor, _ targets: Tensor, inputLengths: Tensor, targetLengths: Tensor,
    blank: Int = 0, zeroInfinity: Bool = false, reduction: LossReduction = .mean
) -> Tensor {
    let shape = logProbabilities.shape
    let fits =
        shape.count == 3 && shape[0] > 0 && targets.rank == 2 && targets.dtype == .int32
        && targets.shape[0] == shape[1]
        && [inputLengths, targetLengths].allSatisfy { $0.type == TensorType([shape[1]], .int32) }
    require(
        fits,
        "ctc: needs log probabilities [T, N, classes], int32 targets [N, S] and int32 lengths [N], got "
            + [logProbabilities, targets, inputLengths, targetLengths].map { "\($0.type)" }
            .joined(separator: ", "))
    require((0..<shape[2]).contains(blank), "ctc: the blank \(blank) is not in 0..<\(shape[2])")

    let path = BlankedTargets(targets, targetLengths, blank: blank)
    let emissions = path.emissions(logProbabilities)
    let lengths = inputLengths.expandingDimension(at: 1)
    var scores = select(emissions[0], where: path.isStart, otherwise: impossible)
    for time in 1..<max(shape[0], 1) {
        let next = logSum(scores, shifted(scores, by: 1), path.skipping(shifted(scores, by: 2)))
        scores = select(next + emissions[time], where: lengths .> time, otherwise: scores)
    }
    let ends = select(scores, where: path.isEnd, otherwise: impossible)
    let losses = -ends.logSumExp(axes: 1)
    let feasible = losses .< -impossible / 2
    let result = select(losses, where: feasible, otherwise: zeroInfinity ? 0 : .infinity)
    if case .mean = reduction {
        return (result / maximum(targetLengths.cast(to: result.dtype), 1)).mean()
    }
    return reduction(result)
}

/// The log score of what cannot happen: finite, so that no infinities meet in differences.
private let impossible = -1e30

/// log(eˣ + eʸ + eᶻ).
private func logSum(_ x: Tensor, _ y: Tensor, _ z: Tensor) -> Tensor {
    let largest = stopGradient(maximum(maximum(x, y), z))
    return log(exp(x - largest) + exp(y - largest) + exp(z - largest)) + largest
}

/// The scores [N, places], moved to later places.
private func shifted(_ scores: Tensor, by count: Int) -> Tensor {
    let size = scores.shape[1]
    return scores[0..., 0..<max(size - count, 0)]
        .padded([(0, 0), (min(count, size), 0)], with: impossible)
}

/// Targets with a blank before, between and behind their symbols: [N, 2S + 1].
private struct BlankedTargets {
    let isStart: Tensor
    let isEnd: Tensor
    private let symbols: Tensor
    private let maySkip: Tensor

    init(_ targets: Tensor, _ lengths: Tensor, blank: Int) {
        let (count, length) = (targets.shape[0], targets.shape[1])
        let lengths = lengths.expandingDimension(at: 1)
        let isSymbol = .iota([length], axis: 0) .< lengths
        let blanks = Tensor.full([count, length, 1], Double(blank), dtype: .int32)
        let known = select(targets, where: isSymbol, otherwise: Double(blank)).expandingDimension(at: 2)
        let pairs = concatenate([blanks, known], axis: 2).reshaped(to: [count, 2 * length])
        symbols = concatenate([pairs, .full([count, 1], Double(blank), dtype: .int32)], axis: 1)

        let places = Tensor.iota([2 * length + 1], axis: 0)
        isStart = (places .< 2).broadcast(to: symbols.shape)
        isEnd = ((places .== lengths * 2) .| (places .== lengths * 2 - 1))
        // A blank between two different symbols may be left out.
        let before = symbols.padded([(0, 0), (2, 0)], with: Double(blank))[0..., 0..<(2 * length + 1)]
        maySkip = ((symbols .!= Double(blank)) .& (symbols .!= before))
    }

    /// The log probabilities of the symbols at every time: [T, N, 2S + 1].
    func emissions(_ logProbabilities: Tensor) -> Tensor {
        let (times, count, classes) = (
            logProbabilities.shape[0], logProbabilities.shape[1], logProbabilities.shape[2]
        )
        let rows = logProbabilities.permuted([1, 2, 0]).reshaped(to: [count * classes, times])
        let starts = (Tensor.iota([count], axis: 0) * Double(classes)).expandingDimension(at: 1)
        return rows.gather(symbols + starts).permuted([2, 0, 1])
    }

    /// Scores at the places that can be reached past a blank.
    func skipping(_ scores: Tensor) -> Tensor { select(scores, where: maySkip, otherwise: impossible) }
}
