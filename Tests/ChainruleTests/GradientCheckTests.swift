import Chainrule
import Testing

@Suite("Gradient check")
struct GradientCheckTests {
    static let modes: [GradientReport.Mode] = [.full, .fast]
    let x = Tensor([[0.3, -1.2, 2], [0.7, 1.1, -0.4]], dtype: .float64).named("x")

    /// x² with a gradient that is `factors` times the right one.
    private func square(_ x: Tensor, gradientTimes factors: Tensor) -> Tensor {
        customGradient([x]) {
            $0[0] * $0[0]
        } gradient: { upstream, inputs, _ in
            [upstream * inputs[0] * 2 * factors]
        }
    }

    @Test("a right gradient passes, in both modes", arguments: modes)
    func rightGradient(mode: GradientReport.Mode) {
        let y = Tensor([[1, 2], [-1, 0.5], [0.2, -2]], dtype: .float64)
        let report = checkGradients(of: { tanh(matmul($0[0], $0[1])) }, at: [x, y], mode: mode)
        #expect(report.passed, "\(report)")
        #expect(report.mode == mode)
        #expect(report.comparedCount == (mode == .full ? 4 * 12 : 2))
        #expect(report.kinks.isEmpty)
    }

    @Test("a wrong factor is found with its worst element, in both modes", arguments: modes)
    func wrongFactor(mode: GradientReport.Mode) throws {
        var factors = [Double](repeating: 1.01, count: 6)
        factors[4] = 1.5
        let wrong = Tensor(factors, shape: [2, 3])
        let report = checkGradients(of: { square($0, gradientTimes: wrong) }, at: x, mode: mode)
        #expect(!report.passed)
        // Only the diagonal of the Jacobian of 6 × 6 is wrong.
        #expect(report.comparedCount == 36)
        #expect(report.failureCount == 6)
        let worst = try #require(report.worst)
        #expect("\(worst.input)" == "'x' [1, 1]")
        #expect(worst.output == [1, 1])
        #expect(abs(worst.analytic - 3.3) < 1e-12)
        #expect(abs(worst.numeric - 2.2) < 1e-9)
        #expect(abs(worst.error - 1 / 3) < 1e-9)
        #expect(
            report.description.hasPrefix(
                "failed: 6 of 36 derivatives disagree; worst error 3.3e-01 at 'x' [1, 1]"))
    }

    @Test("an error in one element of one input is found, in both modes", arguments: modes)
    func singleError(mode: GradientReport.Mode) throws {
        var factors = [Double](repeating: 1, count: 6)
        factors[2] = 1.001
        let wrong = Tensor(factors, shape: [2, 3])
        let report = checkGradients(
            of: { (sin($0[0]) * square($0[1], gradientTimes: wrong)).sum() }, at: [x, x], mode: mode)
        #expect(report.failureCount == 1)
        let worst = try #require(report.worst)
        #expect(worst.input.number == 1 && worst.input.element == [0, 2])
        #expect(worst.output == [])
    }

    @Test("the fast mode says why it fell back")
    func fallback() {
        let wrong = checkGradients(
            of: { square($0, gradientTimes: Tensor(2, dtype: .float64)) }, at: x, mode: .fast)
        #expect(wrong.mode == .full)
        #expect(wrong.fallback == "'x' disagrees along a random direction")
        let kinked = checkGradients(of: { relu($0) }, at: x * 0, mode: .fast)
        #expect(kinked.mode == .full)
        #expect(kinked.fallback == "input 0 is at a kink of relu")
        #expect(kinked.description.hasSuffix("full mode because input 0 is at a kink of relu"))
    }

    @Test(
        "a corner crossed by the step is a kink and no failure",
        arguments: [("relu", 0.0), ("relu", 1e-7), ("relu", -1e-7), ("abs", 1e-7), ("floor", 1e-7)])
    func corner(name: String, place: Double) throws {
        let functions: [String: (Tensor) -> Tensor] = ["relu": relu, "abs": abs, "floor": floor]
        let function = try #require(functions[name])
        let point = Tensor([0.5, place, -0.5], shape: [3])
        let report = checkGradients(of: function, at: point)
        #expect(report.passed, "\(report)")
        #expect(report.kinks.map(\.input.element) == [[1]])
        #expect(report.kinks.map(\.primitive) == [name])
        // What the corner has no part in is compared: the other places, and the zeros beside the diagonal.
        #expect(report.comparedCount == 8)
    }

    @Test("a tie of a maximum is a kink, and so is a jump of an index")
    func ties() {
        let tied = Tensor([1, 2, 2], dtype: .float64)
        let largest = checkGradients(of: { $0.max() }, at: tied)
        #expect(largest.passed)
        #expect(largest.kinks.map(\.primitive) == ["max", "max"])
        let indexed = checkGradients(
            of: { ($0 * $0).gather($0.argmax()) * Tensor(3, dtype: .float64) }, at: tied)
        #expect(indexed.passed)
        #expect(indexed.kinks.map(\.primitive) == ["argmax", "argmax"])
    }

    @Test("a branch of the function itself is a kink")
    func controlFlow() {
        let report = checkGradients(of: { $0.item() > 0 ? $0 : $0 * 3 }, at: Tensor(0, dtype: .float64))
        #expect(!report.passed && report.comparedCount == 0)
        #expect(report.kinks.map(\.primitive) == ["control flow"])
    }

    @Test("a corner that only the first step crosses is stepped around")
    func nearCorner() {
        let report = checkGradients(of: { relu($0) }, at: Tensor([1e-4, -1e-4], dtype: .float64))
        #expect(report.passed, "\(report)")
        #expect(report.kinks.isEmpty)
        #expect(report.comparedCount == 4)
    }

    @Test("a wrong gradient beside a corner is still a failure")
    func wrongBesideCorner() {
        let report = checkGradients(
            of: { relu(square($0, gradientTimes: Tensor(2, dtype: .float64)) - 1e-4) },
            at: Tensor([0, 0.02], dtype: .float64))
        #expect(report.failureCount == 1)
        #expect(report.worst?.input.element == [1])
    }

    @Test("a function that bends sharply near its pole passes", arguments: modes)
    func nearPole(mode: GradientReport.Mode) {
        let report = checkGradients(
            of: { log($0) + 1 / $0 }, at: Tensor([0.01, 0.05], dtype: .float64), mode: mode)
        #expect(report.passed, "\(report)")
    }

    @Test("dropout passes, as every evaluation draws the same mask", arguments: modes)
    func dropout(mode: GradientReport.Mode) {
        let report = checkGradients(
            of: { x in
                let kept = Tensor.uniform(x.shape, dtype: x.dtype) .< 0.5
                return select(x * 2, where: kept, otherwise: x.zerosLike) * x
            }, at: x, mode: mode, seed: 3)
        #expect(report.passed, "\(report)")
        #expect(report.mode == mode)
        #expect(report.kinks.isEmpty)
    }

    @Test("a result that is not a number fails, in both modes", arguments: modes)
    func notANumber(mode: GradientReport.Mode) {
        let point = Tensor([1, -1], dtype: .float64)
        let value = checkGradients(of: { log($0) }, at: point, mode: mode)
        #expect(!value.passed)
        #expect(value.worst?.error.isNaN == true)
        // The value is finite, the gradient 0/0.
        let gradient = checkGradients(
            of: { x in
                customGradient([x]) {
                    $0[0]
                } gradient: { upstream, _, _ in
                    [upstream * 0 / 0]
                }
            },
            at: point, mode: mode)
        #expect(!gradient.passed)
        // At a corner, too, it must not be left out.
        let corner = checkGradients(of: { relu($0) / 0 }, at: Tensor([0], dtype: .float64), mode: mode)
        #expect(!corner.passed)
    }

    @Test("a gradient that leaves something out fails")
    func stoppedGradient() {
        let report = checkGradients(of: { $0 * stopGradient($0) }, at: x)
        #expect(report.failureCount == 6)
    }

    @Test("integers and truth values are passed through unchanged and unchecked", arguments: modes)
    func integers(mode: GradientReport.Mode) {
        let indices = Tensor([2, 0], dtype: .int32)
        let flags = Tensor([[1, 0, 1], [0, 0, 1]], dtype: .bool)
        let report = checkGradients(
            of: { inputs in
                #expect(inputs[0].dtype == .int32 && inputs[0].scalars(as: Int32.self) == [2, 0])
                #expect(inputs[1].dtype == .bool)
                return select(inputs[2], where: inputs[1], otherwise: exp(inputs[2])).gather(
                    inputs[0], axis: 1)
            }, at: [indices, flags, x], mode: mode)
        #expect(report.passed, "\(report)")
        #expect(report.comparedCount == (mode == .full ? 4 * 6 : 1))
        #expect(report.worst?.input.number == 2)
    }

    @Test("float32 inputs are checked in float64")
    func singlePrecision() {
        let report = checkGradients(of: { exp($0).sum() }, at: Tensor([0.5, 1]))
        #expect(report.passed)
        #expect(report.worstError < 1e-9)
    }

    @Test("a gradient of zero passes in spite of rounding", arguments: modes)
    func zeroGradient(mode: GradientReport.Mode) {
        let cancelled = checkGradients(of: { softmax($0).sum() }, at: x, mode: mode)
        #expect(cancelled.passed, "\(cancelled)")
        let offset = checkGradients(of: { ($0 + 1e6).sum() - $0.sum() }, at: x, mode: mode)
        #expect(offset.passed, "\(offset)")
        let independent = checkGradients(of: { _ in Tensor(3, dtype: .float64) }, at: x, mode: mode)
        #expect(independent.passed)
        #expect(independent.worst?.error == 0)
    }

    @Test("a gradient is itself a function that can be checked", arguments: modes)
    func secondDerivative(mode: GradientReport.Mode) {
        let report = checkGradients(
            of: { gradients(of: (sin($0) * $0).sum(), withRespectTo: $0) }, at: x, mode: mode)
        #expect(report.passed, "\(report)")
    }

    @Test("a check that compares nothing fails and says why", arguments: modes)
    func nothingCompared(mode: GradientReport.Mode) {
        let integers = Tensor([Int32(1), 2], shape: [2])
        let cases: [(GradientReport, String)] = [
            (
                checkGradients(of: { $0.cast(to: .float64) }, at: integers, mode: mode),
                "no input is float32 or float64"
            ),
            (
                checkGradients(of: { $0 * 2 }, at: Tensor.zeros([0, 3]), mode: mode),
                "the output has no elements"
            ),
            (
                checkGradients(of: { $0.sum() }, at: Tensor.zeros([0]), mode: mode),
                "the inputs have no elements"
            ),
            (
                checkGradients(of: { (_: [Tensor]) in Tensor(1, dtype: .float64) }, at: [], mode: mode),
                "there are no inputs"
            ),
            (
                // 1 at the corner, where the differences say ½.
                checkGradients(
                    of: { x in
                        customGradient([x]) {
                            relu($0[0])
                        } gradient: { upstream, _, _ in
                            [upstream]
                        }
                    },
                    at: Tensor([0] as [Double], shape: [1]), mode: mode), "a difference crosses a kink"
            ),
        ]
        for (report, reason) in cases {
            #expect(!report.passed && report.comparedCount == 0)
            #expect(report.description.contains("no derivative was compared, because \(reason)"), "\(report)")
        }
    }

    @Test("a wrong gradient is compared with the difference of the best step")
    func bestStep() throws {
        // Bends so sharply that the default step is off by 5e-5 of the derivative.
        let report = checkGradients(
            of: { x in
                customGradient([x]) {
                    sin($0[0] * 200)
                } gradient: { upstream, _, _ in
                    [upstream * 7]
                }
            }, at: Tensor(0, dtype: .float64))
        let worst = try #require(report.worst)
        #expect(!report.passed && abs(worst.numeric - 200) < 1e-6, "\(report)")
    }
}
