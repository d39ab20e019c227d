import Chainrule
import ChainruleData

/// The constant prediction with the lowest loss, for losses whose right answer is unknown.
struct ConstantAnswer {
    let loss: Double
    /// The standard deviation of the losses of single examples around it.
    let spread: Double

    private static let iterations = 200
    /// An answer of more numbers, as detectors have, would take longer to find than a training needs.
    private static let mostNumbers = 5000
    /// What the loss still fell by in the last quarter, as a share of the spread, where it has come to its lowest.
    private static let settledShare = 0.01

    /// Nil if the loss has no minimum, or no gradient.
    ///
    /// Steps that grow as long as the gradient keeps its sign find answers of any unit (Rprop; Riedmiller and Braun 1993,
    /// "A direct adaptive method for faster backpropagation learning").
    ///
    /// - Parameters:
    ///   - probe: computes the loss.
    ///   - shape: that of the answer to one example.
    ///   - dtype: the element type of the outputs.
    ///   - batch: all examples.
    init?(_ probe: LossProbe, shape: Shape, dtype: DType, _ batch: Batch) {
        let count = batch.count
        guard dtype.isFloatingPoint, count > 0, (1...Self.mostNumbers).contains(shape.elementCount) else {
            return nil
        }
        func broadcast(_ answer: Tensor) -> Tensor {
            answer.reshaped(to: Shape([1] + Array(shape))).broadcast(to: Shape([count] + Array(shape)))
        }
        var answer = [Double](repeating: 0, count: shape.elementCount)
        var steps = [Double](repeating: 0.1, count: answer.count)
        var slopesBefore = [Double](repeating: 0, count: answer.count)
        var (best, costs) = (answer, [Double]())
        func tensor(_ answer: [Double]) -> Tensor { Tensor(answer, shape: shape).cast(to: dtype) }
        for _ in 0..<Self.iterations {
            let present = tensor(answer)
            guard let cost = probe.cost(broadcast(present), batch) else { break }
            if cost < costs.min() ?? .infinity { best = answer }
            costs.append(cost)
            let slopes = probe.slopes(broadcast(present), batch, by: present)
            for index in answer.indices {
                let turn = slopes[index] * slopesBefore[index]
                steps[index] *= turn > 0 ? 1.2 : turn < 0 ? 0.5 : 1
                if slopes[index] != 0 { answer[index] -= slopes[index] > 0 ? steps[index] : -steps[index] }
            }
            slopesBefore = slopes
        }
        guard let lowest = costs.min(), let early = costs.prefix(costs.count * 3 / 4).min(),
            let deviation = probe.deviation(broadcast(tensor(best)), batch),
            early - lowest <= Self.settledShare * deviation
        else { return nil }
        (self.loss, spread) = (lowest, deviation)
    }
}
