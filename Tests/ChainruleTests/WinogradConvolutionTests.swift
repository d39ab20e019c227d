import Chainrule
import TestSupport
import Testing

/// A convolution that is large enough for Winograd's algorithm to be worth it.
struct WinogradCase: Sendable, CustomTestStringConvertible {
    var input: Shape
    var outputs: Int
    var kernel: Int
    var padding: Int
    var groups = 1
    var filter: String

    static let all = [
        WinogradCase(
            input: [4, 32, 16, 16], outputs: 48, kernel: 3, padding: 1, filter: "winograd F(4×4, 3×3)"),
        WinogradCase(
            input: [8, 40, 17, 15], outputs: 36, kernel: 3, padding: 0, filter: "winograd F(4×4, 3×3)"),
        WinogradCase(
            input: [6, 64, 14, 14], outputs: 64, kernel: 3, padding: 2, groups: 2,
            filter: "winograd F(4×4, 3×3)"),
        WinogradCase(
            input: [16, 64, 6, 6], outputs: 64, kernel: 3, padding: 1, filter: "winograd F(2×2, 3×3)"),
        WinogradCase(
            input: [4, 64, 13, 13], outputs: 80, kernel: 5, padding: 2, filter: "winograd F(2×2, 5×5)"),
    ]

    var weight: Shape { [outputs, input[1] / groups, kernel, kernel] }

    func tensors() -> (x: Tensor, weight: Tensor, bias: Tensor, residual: Tensor) {
        let generator = Generator(seed: 7)
        func draw(_ shape: Shape) -> Tensor { .uniform(shape, in: -1..<1, from: generator) }
        let x = draw(input)
        let size = input[2] + 2 * padding - kernel + 1
        let width = input[3] + 2 * padding - kernel + 1
        return (x, draw(weight), draw([outputs, 1, 1]), draw([input[0], outputs, size, width]))
    }

    /// The output, and the gradients of a sum of its squares.
    func results(_ x: Tensor, _ weight: Tensor, _ bias: Tensor, _ residual: Tensor) -> [Tensor] {
        let output = convolution(x, weight, padding: padding, groups: groups) + bias + tanh(residual)
        let (dx, dweight) = gradients(of: (output * output).sum(), withRespectTo: x, weight)
        return [output, dx, dweight]
    }

    var testDescription: String { "\(input) by \(weight), groups \(groups), padding \(padding)" }
}

@Suite("Convolutions by Winograd's algorithm", .enabled(if: Engine.current == .oneDNN && Engine.usesWinograd))
struct WinogradConvolutionTests {
    @Test("and their gradients agree with float64", arguments: WinogradCase.all)
    func agreesWithReference(test: WinogradCase) {
        let (x, weight, bias, residual) = test.tensors()
        let step = compile { (inputs: [Tensor]) in test.results(inputs[0], inputs[1], inputs[2], inputs[3]) }
        let inputs = [x, weight, bias, residual]
        let details = step.explanation(inputs).lines.filter { $0.name.hasPrefix("convolution") }.map(\.detail)
        #expect(details.filter { $0.contains(test.filter) }.count >= 2, "\(details)")
        let wide = inputs.map { $0.cast(to: .float64) }
        let expected = test.results(wide[0], wide[1], wide[2], wide[3])
        for (actual, expected) in zip(step(inputs), expected) {
            let largest = abs(expected).max().scalars(as: Double.self)[0]
            expectClose(actual.cast(to: .float64) / largest, expected / largest, tolerance: 1e-5)
        }
    }

    // In a process of its own: other tests would be computed otherwise meanwhile.
    @Test("are turned off by Engine.usesWinograd, and plans for both are kept apart")
    func off() async {
        await #expect(processExitsWith: .success) {
            let test = WinogradCase.all[0]
            let (x, weight, bias, residual) = test.tensors()
            let step = compile { (inputs: [Tensor]) in
                test.results(inputs[0], inputs[1], inputs[2], inputs[3])
            }
            for isOn in [true, false, true] {
                Engine.usesWinograd = isOn
                let lines = step.explanation([x, weight, bias, residual]).lines
                if lines.contains(where: { $0.detail.contains("winograd") }) != isOn {
                    fatalError("\(lines)")
                }
            }
        }
    }
}
