import Chainrule
import ChainruleData

/// Right outputs, in the forms that losses expect.
enum RightAnswers {
    /// How confident the scores are.
    private static let scales = (0...10).map { Double(1 << $0) }
    /// A loss that falls by less than this share in the last step has reached its minimum.
    private static let settledShare = 0.01

    /// The lowest loss of right answers; nil if there are none of the outputs' shape, or if it is not the lowest there
    /// is: if it differs from example to example, falls without end, or would fall with other answers.
    ///
    /// - Parameters:
    ///   - outputs: a network's, for their shape.
    ///   - batch: a batch with targets.
    ///   - probe: computes the loss.
    ///   - baseline: the loss of an answer that is not right, if one is known.
    static func lowestLoss(
        like outputs: Tensor, _ batch: Batch, _ probe: LossProbe, baseline: Double?
    ) -> Double? {
        let targets = batch.targets
        guard let plain = plain(like: outputs, targets) else { return nil }
        // Scores of two classes by one number are right by their sign, scores of several by the largest; both of
        // these are logarithms of probabilities, too.
        let surer = outputs.shape.elementCount == targets.shape.elementCount ? plain * 2 - 1 : plain - 1
        let answers = scales.map { surer * $0 } + [plain]
        let costs = answers.map { probe.cost($0, batch) }
        if let last = costs[scales.count - 1], let before = costs[scales.count - 2], let first = costs[0],
            before - last > settledShare * abs(first - last)
        {
            return nil
        }
        let known = zip(costs, answers).compactMap { cost, answer in cost.map { (cost: $0, answer: answer) } }
        guard let best = known.min(by: { $0.cost < $1.cost }),
            let deviation = probe.deviation(best.answer, batch)
        else { return nil }
        let negligible = settledShare * max(0, (baseline ?? known.map(\.cost).max()!) - best.cost)
        guard deviation <= negligible else { return nil }
        // Probabilities of classes may not become larger than 1, whatever their slope; other numbers may.
        let slopes =
            targets.dtype.isFloatingPoint ? probe.slopes(best.answer, batch, by: best.answer) : []
        return slopes.reduce(0) { $0 + abs($1) } <= negligible ? best.cost : nil
    }

    /// Numbers that are to be predicted, or 1 for the class of each example and 0 for the others.
    private static func plain(like outputs: Tensor, _ targets: Tensor) -> Tensor? {
        if outputs.shape.first == targets.shape.first
            && outputs.shape.elementCount == targets.shape.elementCount
        {
            return targets.cast(to: outputs.dtype).reshaped(to: outputs.shape)
        }
        guard !targets.dtype.isFloatingPoint, outputs.rank == targets.rank + 1 else { return nil }
        func oneHot(_ axis: Int) -> Tensor {
            let classes = targets.cast(to: .int32).oneHot(outputs.shape[axis], dtype: outputs.dtype)
            let axes = Array(0..<targets.rank)
            return classes.permuted(Array(axes[..<axis]) + [targets.rank] + Array(axes[axis...]))
        }
        if Shape(Array(outputs.shape.dropLast())) == targets.shape { return oneHot(targets.rank) }
        let axes = Array(outputs.shape)
        return targets.rank > 1 && Shape([axes[0]] + axes[2...]) == targets.shape ? oneHot(1) : nil
    }
}
