import Chainrule

/// The adding problem: two of many numbers are marked, and their sum is asked for at the end.
///
/// Inputs are `[steps, 2]`, a number from 0 to 1 and a mark, which is 1 at one step of the first half and at one of the second
/// half, and 0 elsewhere. The target is `[1]`, the sum of the two marked numbers: 1 on average, so that the answer 1 has a mean
/// squared error of 1/6, the sum's variance.
///
/// Source: Hochreiter and Schmidhuber, "Long short-term memory", Neural Computation 9, 1997, experiment 4, in the form of Le,
/// Jaitly and Hinton, "A simple way to initialize recurrent networks of rectified linear units", 2015.
public struct AddingProblem: SequenceProblem {
    /// The mean of the sum.
    public static let mean = 1.0
    /// The variance of the sum.
    public static let variance = 1.0 / 6

    /// How long a sequence is.
    public let steps: Int

    /// - Precondition: there are at least two steps.
    public init(steps: Int) {
        require(steps >= 2, "AddingProblem: \(steps) steps; two numbers need at least two")
        self.steps = steps
    }

    public var inputShape: Shape { [steps, 2] }

    public func sequence(from random: inout RandomStream) -> Sample {
        var input = [Float](repeating: 0, count: 2 * steps)
        for step in 0..<steps { input[2 * step] = Float(random.uniform()) }
        let half = steps / 2
        let marked = [random.integer(below: half), half + random.integer(below: steps - half)]
        for step in marked { input[2 * step + 1] = 1 }
        return Sample(
            input: Tensor(input, shape: inputShape),
            target: Tensor([marked.reduce(0) { $0 + input[2 * $1] }]))
    }
}
