import Chainrule
import Foundation
import TestSupport
import Testing

/// How exact derivatives are, over the whole range of float32 and in the tails of float64.
@Suite("Derivatives keep their digits")
struct DerivativeAccuracyTests {
    struct Function: Sendable {
        let name: String
        let function: @Sendable (Tensor) -> Tensor
        let derivative: @Sendable (Double) -> Double
        var range = -Double.infinity ... .infinity
        /// What the error may be in units of the last place, where 4 are not enough.
        var units: @Sendable (Double) -> Double = { _ in 4 }
    }

    /// The rounding of a square that is the exponent of e.
    private static let unitsOfSquare: @Sendable (Double) -> Double = { 4 + $0 * $0 }

    static let functions: [Function] = [
        Function(name: "exp", function: exp, derivative: exp),
        Function(name: "expm1", function: expm1, derivative: exp),
        Function(name: "log", function: log, derivative: { 1 / $0 }, range: 1e-38...3e38),
        Function(name: "log1p", function: log1p, derivative: { 1 / (1 + $0) }, range: -0.999...3e38),
        Function(
            name: "sqrt", function: sqrt, derivative: { 0.5 / $0.squareRoot() }, range: 1e-38...3e38),
        Function(
            name: "rsqrt", function: rsqrt, derivative: { -0.5 / ($0 * $0.squareRoot()) }, range: 1e-25...1e25
        ),
        Function(
            name: "reciprocal", function: reciprocal, derivative: { -1 / ($0 * $0) }, range: -1e18 ... -1e-18),
        Function(name: "sin", function: sin, derivative: cos, range: -1e6...1e6),
        Function(name: "cos", function: cos, derivative: { -sin($0) }, range: -1e6...1e6),
        Function(
            name: "erf", function: erf, derivative: { 2 / Double.pi.squareRoot() * exp(-$0 * $0) },
            units: unitsOfSquare),
        Function(
            name: "erfc", function: erfc, derivative: { -2 / Double.pi.squareRoot() * exp(-$0 * $0) },
            units: unitsOfSquare),
        Function(
            name: "normalCDF", function: normalCDF,
            derivative: { exp(-$0 * $0 / 2) / (2 * Double.pi).squareRoot() }, units: unitsOfSquare),
        Function(name: "tanh", function: tanh, derivative: { 1 / (cosh($0) * cosh($0)) }),
        Function(
            name: "sigmoid", function: sigmoid,
            derivative: { exp(-abs($0)) / ((1 + exp(-abs($0))) * (1 + exp(-abs($0)))) }),
        Function(name: "softplus", function: softplus, derivative: { 1 / (1 + exp(-$0)) }),
    ]

    static let ways = ["by the reference", "compiled"]

    @Test("in float32, wherever they are normal numbers", arguments: functions.map(\.name), ways)
    func singlePrecision(_ name: String, _ way: String) throws {
        let function = try #require(Self.functions.first { $0.name == name })
        let numbers = Self.spread.filter { function.range.contains(Double($0)) }
        let x = Tensor(numbers, shape: [numbers.count])
        let slopes: [Float] = Self.derivative(of: function.function, at: x, way).scalars()
        var worst = (excess: 0.0, x: Float(0), found: Float(0))
        for (x, found) in zip(numbers, slopes) {
            let exact = function.derivative(Double(x))
            let nearest = Float(exact)
            if nearest == found { continue }
            let unit = Double(Swift.max(nearest.ulp, .leastNormalMagnitude))
            let excess = Swift.abs(Double(found) - exact) / unit / function.units(Double(x))
            if !(excess <= worst.excess) && !worst.excess.isNaN { worst = (excess, x, found) }
        }
        #expect(worst.excess <= 1, "\(name) at \(worst.x): \(worst.found)")
    }

    @Test("gelu and its derivative in float32", arguments: ways)
    func gaussianErrorLinearUnit(_ way: String) {
        let numbers = Self.spread.filter { Swift.abs($0) < 1e6 }
        let x = Tensor(numbers, shape: [numbers.count])
        let values: [Float] = (way == "compiled" ? compile { gelu($0) }(x) : gelu(x)).scalars()
        let slopes: [Float] = Self.derivative(of: gelu, at: x, way).scalars()
        var worst = (excess: 0.0, x: 0.0)
        for (index, x) in numbers.map(Double.init).enumerated() {
            let probability = 0.5 * erfc(-x * 0.5.squareRoot())
            let density = exp(-x * x / 2) / (2 * Double.pi).squareRoot()
            // The derivative is the difference of two numbers where x is negative.
            let sizes = [Swift.abs(x) * probability, Swift.max(probability, Swift.abs(x) * density)]
            let found = [(values[index], x * probability), (slopes[index], probability + x * density)]
            for (((found, exact), size), units) in zip(zip(found, sizes), [5, 8 + x * x]) {
                let allowed = units * 0x1p-23 * size + Double(Float.leastNormalMagnitude)
                let excess = Swift.abs(Double(found) - exact) / allowed
                if !(excess <= worst.excess) && !worst.excess.isNaN { worst = (excess, x) }
            }
        }
        #expect(worst.excess <= 1, "at \(worst.x)")
    }

    @Test("gelu of −6 and of infinities")
    func geluTails() {
        let x = Tensor([-6, -.infinity, .infinity, .nan] as [Float], shape: [4])
        for y in [gelu(x), compile { gelu($0) }(x)] {
            let values: [Float] = y.scalars()
            // −6·Φ(−6), by mpmath.
            #expect(Swift.abs(values[0] / -5.919_525_870_226_188_8e-9 - 1) < 1e-6)
            #expect(values[1] == 0 && values[2] == .infinity && values[3].isNaN)
        }
        let slopes: [Float] = gradients(of: gelu(x).sum(), withRespectTo: x).scalars()
        #expect(slopes[1] == 0 && slopes[2] == 1 && slopes[3].isNaN)
    }

    @Test("in the tails of float64", arguments: DerivativeConstants.all)
    func doublePrecision(_ constants: DerivativeConstants) throws {
        let function: (Tensor) -> Tensor =
            if constants.name == "gelu" { gelu } else {
                try #require(Self.functions.first { $0.name == constants.name }).function
            }
        let x = Tensor(constants.places, shape: [constants.places.count])
        let slopes = gradients(of: function(x).sum(), withRespectTo: x)
        // The exponent −x² of up to 700 is rounded in its last place.
        expectClose(
            slopes, Tensor(constants.derivatives, shape: x.shape), tolerance: .relative(4e-13), constants.name
        )
    }

    @Test("logSumExp of a row of −∞ passes a gradient of 0")
    func logSumExp() {
        let x = Tensor([-.infinity, -.infinity, 0, -.infinity, 1, 2] as [Float], shape: [3, 2])
        let y = x.logSumExp(axes: 1)
        #expect(y.scalars(as: Float.self)[0] == -.infinity)
        let expected: [Float] = [0, 0, 1, 0, 0.268_941_42, 0.731_058_58]
        let step = compile { (x: Tensor) in gradients(of: x.logSumExp(axes: 1).sum(), withRespectTo: x) }
        for found in [gradients(of: y.sum(), withRespectTo: x), step(x)] {
            expectClose(found, Tensor(expected, shape: [3, 2]), tolerance: 1e-6)
        }
    }

    @Test("the cross-entropy of a label that is nearly certain, and its gradient", arguments: ways)
    func certainLabel(_ way: String) {
        let leads: [Double] = [0.5, 5, 15, 20, 40, 80]
        let classes = 19
        func logit(_ row: Int, _ i: Int) -> Double { i == 3 + row ? leads[row] : -Double(i) / 8 }
        let logits = Tensor(
            leads.indices.flatMap { row in (0..<classes).map { Float(logit(row, $0)) } },
            shape: [leads.count, classes])
        let labels = Tensor(leads.indices.map { Int32(3 + $0) }, shape: [leads.count])
        let losses =
            way == "compiled"
            ? compile { crossEntropies($0, labels) }(logits) : crossEntropies(logits, labels)
        if way != "compiled" { evaluateByReference([losses]) }
        let gradient = Self.derivative(of: { crossEntropies($0, labels) }, at: logits, way)
        for (row, lead) in leads.enumerated() {
            // The other classes beside the label's e⁰ = 1.
            let others = (0..<classes).filter { $0 != 3 + row }.map { exp(logit(row, $0) - lead) }
            let sum = others.reduce(0, +)
            expectClose(losses[row], Tensor(log1p(sum)), tolerance: .relative(2e-6))
            expectClose(gradient[row, 3 + row], Tensor(-sum / (1 + sum)), tolerance: .relative(2e-6))
            expectClose(gradient[row, 0], Tensor(others[0] / (1 + sum)), tolerance: .relative(2e-6))
        }
    }

    /// Numbers of every size and sign.
    private static let spread: [Float] = {
        var stream = RandomStream(seed: 4)
        let sizes = (0..<1000).map { _ in Float(pow(10, stream.uniform(-37, 38))) }
        let usual = (0..<1000).map { _ in Float(stream.uniform(0, 12)) }
        let tails = (0..<1000).map { _ in Float(stream.uniform(0, 90)) }
        return (sizes + usual + tails).flatMap { [$0, -$0] }
    }()

    private static func derivative(
        of function: @escaping (Tensor) -> Tensor, at x: Tensor, _ way: String
    ) -> Tensor {
        if way == "compiled" { return compile { gradients(of: function($0).sum(), withRespectTo: $0) }(x) }
        let slopes = gradients(of: function(x).sum(), withRespectTo: x)
        evaluateByReference([slopes])
        return slopes
    }
}
