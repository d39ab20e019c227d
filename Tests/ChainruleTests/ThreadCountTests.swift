import Chainrule
import Testing

@Suite("The number of threads")
struct ThreadCountTests {
    // In a process of its own: the bits of other tests would change with the number.
    @Test("decides the bits of convolutions, poolings and their gradients, and nothing else does")
    func sameResults() async {
        await #expect(processExitsWith: .success) {
            // Large enough for the poolings, too, to be worth a second thread.
            let shapes: [Shape] = [[8, 6, 24, 24], [6, 6, 3, 3]]
            let drawn = shapes.map {
                Tensor.uniform($0, in: -1..<1, from: Generator(seed: 9)).scalars(as: Float.self)
            }
            func results(threads: Int) -> [[Float]] {
                Threads.count = threads
                let (x, weight) = (Tensor(drawn[0], shape: shapes[0]), Tensor(drawn[1], shape: shapes[1]))
                let hidden = convolution(x, weight, padding: 1)
                let output = averagePool(maxPool(hidden, kernel: 3, stride: 1), kernel: 3, stride: 1)
                let (dx, dweight) = gradients(of: (output * output).sum(), withRespectTo: x, weight)
                return [output, dx, dweight].map { $0.scalars() }
            }
            let expected = [1, 2].map(results)
            for _ in 0..<3 {
                guard [1, 2].map(results) == expected else { fatalError("other bits the second time") }
            }
            for (one, two) in zip(expected[0], expected[1]) {
                for (x, y) in zip(one, two) where abs(x - y) > 1e-4 * max(1, abs(x)) {
                    fatalError("\(x) on one thread, \(y) on two")
                }
            }
        }
    }
}
