import Chainrule
import Testing

/// The bits of results and gradients of operations on arrays that are large enough for several threads.
private func bits(ofSeed seed: UInt64) -> [[UInt32]] {
    let generator = Generator(seed: seed)
    func draw(_ shape: Shape) -> Tensor { Tensor.uniform(shape, in: -1..<1, from: generator) }
    /// A result, and the gradients of the sum of its squares.
    func withGradients(_ inputs: [Tensor], _ function: ([Tensor]) -> Tensor) -> [Tensor] {
        let output = function(inputs)
        return [output] + gradients(of: (output * output).sum(), withRespectTo: inputs)
    }
    let loops = withGradients([draw([300, 700]), draw([700])]) { tanh($0[0] * $0[1] + 1) }
    let folds = withGradients([draw([40, 50, 300])]) { inputs in
        let x = inputs[0]
        return x.sum() + (x * x).sum(axes: [0, 1]) + x.max(axes: [1, 2]).sum() + x.sum(axes: [0, 2]).max()
    }
    let products = withGradients([draw([500, 300]), draw([300, 70])]) { matmul($0[0], $0[1]) }
    let images = withGradients([draw([8, 6, 24, 24]), draw([6, 6, 3, 3])]) { inputs in
        let hidden = localResponseNorm(convolution(inputs[0], inputs[1], padding: 1), size: 5)
        return averagePool(maxPool(hidden, kernel: 3, stride: 1), kernel: 3, stride: 1)
    }
    let places = (draw([2000]) * 200).cast(to: .int32)
    let rows = withGradients([draw([400, 150])]) { $0[0].gather(maximum(places, -places)) }
    let updates = updatedWeights(draw([400, 300]), draw([64, 400]), draw([64, 300]))
    // A weight that stays in a core's cache, and one that does not.
    let sequences = [(CellFunction.gru, 3, 60), (.lstm, 4, 300)].flatMap { function, gates, units in
        let state = draw([gates == 4 ? 2 : 1, 50, units])
        let (x, weight) = (draw([7, 50, gates * units]), draw([gates * units, units]) * 0.1)
        return withGradients([x, weight, state]) { inputs in
            recurrence(
                function, inputs[0], weight: inputs[1], state: inputs[2],
                bias: gates == 3 ? draw([units]) : nil)
        }
    }
    let heads = withGradients([draw([4, 3, 90, 20]), draw([4, 3, 90, 20]), draw([4, 3, 90, 20])]) { inputs in
        attention(inputs[0], inputs[1], inputs[2], isCausal: true)
    }
    return (loops + folds + products + images + rows + updates + sequences + heads).map {
        $0.scalars(as: Float.self).map(\.bitPattern)
    }
}

/// A weight and its velocity after three compiled steps.
private func updatedWeights(_ start: Tensor, _ inputs: Tensor, _ slopes: Tensor) -> [Tensor] {
    let (weight, velocity) = (Variable(start), Variable(.zeros(start.shape)))
    let step = compile { (inputs: Tensor, slopes: Tensor) -> [Tensor] in
        velocity.value = velocity.value * 0.9 + matmul(inputs.permuted([1, 0]), slopes)
        weight.value = weight.value - velocity.value * 0.1
        return []
    }
    for _ in 0..<3 { _ = step(inputs, slopes) }
    return [weight.value, velocity.value]
}

@Suite("The number of threads")
struct ThreadCountTests {
    // In a process of its own: other tests ask how many threads there are.
    @Test("changes no bit of any result")
    func sameResults() async {
        await #expect(processExitsWith: .success) {
            Threads.count = 1
            let expected = bits(ofSeed: 9)
            for threads in [2, 3, 8, 2] {
                Threads.count = threads
                for (place, pair) in zip(bits(ofSeed: 9), expected).enumerated() where pair.0 != pair.1 {
                    fatalError("result \(place) on \(threads) threads")
                }
            }
        }
    }
}
