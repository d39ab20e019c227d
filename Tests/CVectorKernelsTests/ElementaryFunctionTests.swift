import CVectorKernels
import Foundation
import Testing

/// How far a float is from the exact result, in units of its last place.
private func distance(_ result: Float, _ exact: Double) -> Double {
    let nearest = Float(exact)
    if nearest.isNaN || result.isNaN { return nearest.isNaN && result.isNaN ? 0 : .infinity }
    if nearest == 0 && result == 0 { return nearest.sign == result.sign ? 0 : .infinity }
    if nearest.isInfinite || result.isInfinite { return nearest == result ? 0 : .infinity }
    // The last place of the largest numbers is that of infinity too, to which they may be rounded.
    let unit = max(Double(nearest.ulp), Double(Float.leastNonzeroMagnitude))
    return Swift.abs(Double(result) - exact) / unit
}

private func results(_ operation: cvk_operation, _ x: [Float], _ y: [Float] = []) -> [Float] {
    var loop = Loop([x.count])
    loop.load(loop.memory(.floats(x)), into: 0)
    if !y.isEmpty { loop.load(loop.memory(.floats(y)), into: 1) }
    loop.step(operation, 2, 0, 1)
    let output = loop.memory(Memory(CVK_FLOAT32, count: x.count))
    loop.store(2, to: output)
    return loop.run()[output].floats
}

struct ElementaryFunctions {
    static let specials: [Float] = [
        0, .leastNonzeroMagnitude, 0x1p-133, .leastNormalMagnitude, 1e-20, 0x1p-25, 0x1p-12, 0.5, 0.6, 0.925,
        1,
        1.5, 2,
        .pi / 2, .pi, 10.5, 20, 44, 87.3, 87.4, 88.7, 88.8, 89, 90, 103.9, 104, 105, 1e6, 1_000_001, 1e10,
        3e38,
        .greatestFiniteMagnitude, .infinity, .nan,
    ].flatMap { [$0, -$0, $0.nextUp, $0.nextDown] }

    /// Numbers spread over all bit patterns, so that every binade has its share.
    static func spread(_ count: Int) -> [Float] {
        let step = UInt32.max / UInt32(count)
        return (0..<UInt32(count)).map { Float(bitPattern: $0 * step + $0 % 1009) }
    }

    /// Operations of one number with the units in the last place that they may be off.
    static let limits: [(cvk_operation, Double)] =
        [
            CVK_EXP, CVK_EXPM1, CVK_LOG, CVK_LOG1P, CVK_TANH, CVK_SIGMOID, CVK_SOFTPLUS, CVK_ERF, CVK_SIN,
            CVK_COS, CVK_SQRT, CVK_RSQRT, CVK_RECIPROCAL, CVK_FLOOR, CVK_ROUND, CVK_ABS, CVK_NEGATE, CVK_SIGN,
            CVK_RELU,
        ].map { ($0, 2) } + [(CVK_SIGMOID_SLOPE, 3), (CVK_ERFC, 4), (CVK_NORMAL_CDF, 4)]

    @Test(arguments: limits)
    func areExact(_ operation: cvk_operation, to units: Double) {
        // The numbers that networks are full of, beside all others.
        var random = SplitMix(state: 7)
        let usual = (0..<100_000).map { _ in
            Float.random(in: -1...1, using: &random) * pow(10, Float.random(in: -2...2, using: &random))
        }
        // A tile with a huge angle takes another way than one without.
        let moderate = Self.specials.filter { Swift.abs($0) < 1e6 } + usual
        let all = Self.specials + Self.spread(200_000)
        var worst = (distance: 0.0, x: Float(0))
        for (x, result) in zip(moderate + all, results(operation, moderate) + results(operation, all)) {
            let distance = distance(result, expected(operation, Double(x), 0, 0))
            if distance > worst.distance { worst = (distance, x) }
        }
        #expect(worst.distance <= units, "\(operation) of \(worst.x)")
    }

    @Test func powersAreWithinTwoUnitsInTheLastPlace() {
        var random = SplitMix(state: 8)
        var pairs = (0..<200_000).map { i in
            let x = Float(bitPattern: .random(in: 0 ... .max, using: &random))
            // The exponents for which the result neither overflows nor underflows, and a few more.
            let largest = 150 / max(Swift.abs(log2(Swift.abs(x))), 1e-30)
            return (x, i % 2 == 0 ? Float.random(in: -1...1, using: &random) * largest : Float(i % 23 - 11))
        }
        let edges: [Float] = [
            0, 1, 2, 3, 0.5, 1.5, 16_777_215, 16_777_216, 8_388_607.5, .leastNonzeroMagnitude, 1e-38, 3e38,
            .infinity, .nan,
        ].flatMap { [$0, -$0] }
        for x in edges { for y in edges { pairs.append((x, y)) } }
        var worst = (distance: 0.0, x: Float(0), y: Float(0))
        for ((x, y), result) in zip(pairs, results(CVK_POWER, pairs.map(\.0), pairs.map(\.1))) {
            let distance = distance(result, pow(Double(x), Double(y)))
            if distance > worst.distance { worst = (distance, x, y) }
        }
        #expect(worst.distance <= 2, "pow of \(worst.x) and \(worst.y)")
    }

    @Test(arguments: [
        CVK_ADD, CVK_SUBTRACT, CVK_MULTIPLY, CVK_DIVIDE, CVK_MAXIMUM, CVK_MINIMUM, CVK_EQUAL, CVK_NOT_EQUAL,
        CVK_LESS, CVK_LESS_OR_EQUAL, CVK_AND, CVK_OR,
    ])
    func ofTwoNumbersAreRoundedCorrectly(_ operation: cvk_operation) {
        let pairs = Self.specials.flatMap { x in Self.specials.map { (x, $0) } }
        for ((x, y), result) in zip(pairs, results(operation, pairs.map(\.0), pairs.map(\.1))) {
            let exact = Float(expected(operation, Double(x), Double(y), 0))
            // Equal bits, so that zeros have equal signs; NaNs are all alike.
            let agree = exact.isNaN ? result.isNaN : exact.bitPattern == result.bitPattern
            #expect(agree, "\(operation) of \(x) and \(y) is \(result)")
        }
    }
}
