import CVectorKernels
import Chainrule
import TestSupport
import Testing

/// A convolution with its gradients.
struct DirectCase: Sendable, CustomTestStringConvertible {
    var input: Shape
    var weight: Shape
    var stride = 1
    var padding = 0
    var dilation = 1
    var groups = 1
    /// How many of the convolution and its two gradients are direct.
    var directCount = 2

    static let all = [
        DirectCase(input: [5, 1, 28, 28], weight: [20, 1, 5, 5]),
        DirectCase(input: [2, 3, 43, 39], weight: [96, 3, 11, 11], stride: 4),
        DirectCase(input: [3, 3, 17, 15], weight: [64, 3, 3, 3], padding: 1),
        DirectCase(input: [2, 4, 19, 20], weight: [35, 4, 7, 2], stride: 3, padding: 2),
        DirectCase(input: [16, 20, 8, 8], weight: [50, 20, 5, 5], directCount: 3),
        DirectCase(input: [9, 9, 15, 14], weight: [12, 9, 5, 5], stride: 2, padding: 2, directCount: 1),
        DirectCase(input: [2, 32, 13, 12], weight: [64, 32, 3, 3], stride: 2, padding: 1, directCount: 1),
        // What the loops cannot do or do no faster.
        DirectCase(input: [2, 4, 9, 9], weight: [40, 2, 3, 3], groups: 2, directCount: 0),
        DirectCase(input: [2, 3, 12, 12], weight: [32, 3, 3, 3], dilation: 2, directCount: 0),
        DirectCase(input: [2, 3, 12, 12], weight: [16, 3, 3, 3], directCount: 0),
        DirectCase(input: [2, 16, 12, 12], weight: [32, 16, 2, 2], directCount: 0),
        DirectCase(input: [2, 3, 12, 12], weight: [32, 3, 1, 1], directCount: 0),
    ]

    func tensors() -> [Tensor] {
        let generator = Generator(seed: 5)
        func draw(_ shape: Shape) -> Tensor { .uniform(shape, in: -1..<1, from: generator) }
        let (x, weight) = (draw(input), draw(weight))
        let output = convolved(x, weight).shape
        return [x, weight, draw([output[1], 1, 1]), draw(output)]
    }

    private func convolved(_ x: Tensor, _ weight: Tensor) -> Tensor {
        convolution(x, weight, stride: stride, padding: padding, dilation: dilation, groups: groups)
    }

    /// The output of a bias, a residual and a ReLU, and the gradients of a sum of its squares.
    func results(_ inputs: [Tensor]) -> [Tensor] {
        let output = relu(convolved(inputs[0], inputs[1]) + inputs[2] + tanh(inputs[3]))
        return [output] + gradients(of: (output * output).sum(), withRespectTo: Array(inputs[0...2]))
    }

    /// Those of the compiled results.
    func bits(_ inputs: [Tensor]) -> [[UInt32]] {
        let step = compile { (inputs: [Tensor]) in results(inputs) }
        return step(inputs).map { $0.scalars(as: Float.self).map(\.bitPattern) }
    }

    var testDescription: String {
        "\(input) by \(weight), stride \(stride), padding \(padding), dilation \(dilation), groups \(groups)"
    }
}

@Suite("Direct convolutions", .enabled(if: Engine.current == .oneDNN))
struct DirectConvolutionTests {
    @Test("and their gradients agree with float64", arguments: DirectCase.all)
    func agreesWithReference(test: DirectCase) {
        let inputs = test.tensors()
        let step = compile { (inputs: [Tensor]) in test.results(inputs) }
        let expected = test.results(inputs.map { $0.cast(to: .float64) })
        for (actual, expected) in zip(step(inputs), expected) {
            let largest = abs(expected).max().scalars(as: Double.self)[0]
            expectClose(actual.cast(to: .float64) / largest, expected / largest, tolerance: 1e-5)
        }
    }

    @Test(
        "are computed by loops where these are faster, with bias and residual",
        .enabled(if: cvk_direct_convolution_is_fast() != 0), arguments: DirectCase.all)
    func explanation(test: DirectCase) {
        let step = compile { (inputs: [Tensor]) in test.results(inputs) }
        let details = step.explanation(test.tensors()).lines.filter { $0.name.hasPrefix("convolution") }
            .map(\.detail)
        let direct = details.filter { $0.contains("direct loops") }
        #expect(direct.count == test.directCount, "\(details)")
        #expect(details.contains { $0.contains("+ bias, + residual") }, "\(details)")
    }

    // In a process of its own: other tests ask how many threads there are.
    @Test("have the same bits for any number of threads")
    func threads() async {
        await #expect(processExitsWith: .success) {
            for test in DirectCase.all {
                Threads.count = 1
                let inputs = test.tensors()
                let expected = test.bits(inputs)
                for threads in [2, 3, 8] {
                    Threads.count = threads
                    if test.bits(inputs) != expected { fatalError("\(test) on \(threads) threads") }
                }
            }
        }
    }
}
