import CVectorKernels
import Foundation

/// Philox 4x32-10, written from the paper.
func philox(counter: [UInt32], key: [UInt32]) -> [UInt32] {
    var (c, k) = (counter, key)
    for _ in 0..<10 {
        let (high0, low0) = c[0].multipliedFullWidth(by: 0xD251_1F53 as UInt32)
        let (high1, low1) = c[2].multipliedFullWidth(by: 0xCD9E_8D57 as UInt32)
        c = [high1 ^ c[1] ^ k[0], low1, high0 ^ c[3] ^ k[1], low0]
        k = [k[0] &+ 0x9E37_79B9, k[1] &+ 0xBB67_AE85]
    }
    return c
}

/// What an operation is supposed to do to single elements.
func expected(_ operation: cvk_operation, _ a: Double, _ b: Double, _ c: Double) -> Double {
    switch operation {
    case CVK_COPY: a
    case CVK_ADD: a + b
    case CVK_SUBTRACT: a - b
    case CVK_MULTIPLY: a * b
    case CVK_DIVIDE: a / b
    case CVK_POWER: pow(a, b)
    case CVK_MAXIMUM: a > b || a.isNaN ? a : b
    case CVK_MINIMUM: a < b || a.isNaN ? a : b
    case CVK_NEGATE: -a
    case CVK_ABS: abs(a)
    case CVK_SIGN: a > 0 ? 1 : a < 0 ? -1 : a
    case CVK_FLOOR: a.rounded(.down)
    case CVK_ROUND: a.rounded(.toNearestOrEven)
    case CVK_RECIPROCAL: 1 / a
    case CVK_EXP: exp(a)
    case CVK_EXPM1: expm1(a)
    case CVK_LOG: log(a)
    case CVK_LOG1P: log1p(a)
    case CVK_SQRT: a.squareRoot()
    case CVK_RSQRT: 1 / a.squareRoot()
    case CVK_SIN: sin(a)
    case CVK_COS: cos(a)
    case CVK_ERF: erf(a)
    case CVK_ERFC: erfc(a)
    case CVK_NORMAL_CDF: 0.5 * erfc(-a * 0.5.squareRoot())
    case CVK_TANH: tanh(a)
    case CVK_SIGMOID: 1 / (1 + exp(-a))
    case CVK_SIGMOID_SLOPE: exp(-abs(a)) / ((1 + exp(-abs(a))) * (1 + exp(-abs(a))))
    case CVK_SOFTPLUS: (a > 0 ? a : 0) + log1p(exp(-abs(a)))
    case CVK_RELU: a < 0 ? 0 : a
    case CVK_EQUAL: a == b ? 1 : 0
    case CVK_NOT_EQUAL: a != b ? 1 : 0
    case CVK_LESS: a < b ? 1 : 0
    case CVK_LESS_OR_EQUAL: a <= b ? 1 : 0
    case CVK_AND: a != 0 && b != 0 ? 1 : 0
    case CVK_OR: a != 0 || b != 0 ? 1 : 0
    case CVK_SELECT: a != 0 ? b : c
    default: fatalError("unknown operation \(operation)")
    }
}

extension Loop {
    /// Interprets the loop element by element and returns all memories afterwards. All elements are read before
    /// any is written.
    func interpreted() -> [Memory] {
        var stored: [[Float]] = stores.map { _ in [] }
        var indices: [[Int]] = []
        var index = sizes.map { _ in 0 }
        for _ in 0..<count {
            indices.append(index)
            for axis in sizes.indices.reversed() {
                index[axis] += 1
                if index[axis] < sizes[axis] { break }
                index[axis] = 0
            }
        }
        func place(_ index: [Int], _ strides: [Int]) -> Int { zip(index, strides).map(*).reduce(0, +) }

        let loadStrides = loads.indices.map(strides(ofLoad:))
        for index in indices {
            var registers = [Float](repeating: .nan, count: Int(CVK_REGISTERS))
            for (i, load) in loads.enumerated() {
                let place = place(index, loadStrides[i])
                let memory = memories[loadMemories[i]]
                registers[Int(load.target)] =
                    switch load.source {
                    case CVK_FROM_CONSTANT: load.constant
                    case CVK_FROM_RANDOM: random(memory, draw: load.draw, place)
                    default: memory[place]
                    }
            }
            for step in steps {
                let (a, b, c) = (registers[Int(step.a)], registers[Int(step.b)], registers[Int(step.c)])
                registers[Int(step.target)] = Float(
                    expected(
                        cvk_operation(rawValue: .init(step.operation)), Double(a), Double(b), Double(c)))
            }
            for (i, store) in stores.enumerated() { stored[i].append(registers[Int(store.source)]) }
        }

        var results = memories
        for (i, store) in stores.enumerated() {
            let strides = strides(ofStore: i)
            if store.fold == CVK_STORE {
                for (index, value) in zip(indices, stored[i]) {
                    results[storeMemories[i]][place(index, strides)] = value
                }
                continue
            }
            let identity =
                store.fold == CVK_SUM ? 0 : store.fold == CVK_LARGEST ? -Double.infinity : .infinity
            var accumulators = [Double](repeating: identity, count: results[storeMemories[i]].count)
            for (index, value) in zip(indices, stored[i]) {
                let (place, x) = (place(index, strides), Double(value))
                let y = accumulators[place]
                accumulators[place] =
                    switch store.fold {
                    case CVK_SUM: x + y
                    case CVK_LARGEST: expected(CVK_MAXIMUM, x, y, 0)
                    default: expected(CVK_MINIMUM, x, y, 0)
                    }
            }
            results[storeMemories[i]] = .floats(accumulators.map { Float($0) })
        }
        return results
    }

    private func random(_ key: Memory, draw: UInt64, _ place: Int) -> Float {
        guard case .integers(let words) = key else { fatalError("a key is integers") }
        let k = words.map(UInt32.init(bitPattern:))
        let draw = (UInt64(k[3]) << 32 | UInt64(k[2])) &+ draw
        let block = UInt64(place / 4)
        let counter = [block, block >> 32, draw, draw >> 32].map { UInt32(truncatingIfNeeded: $0) }
        return Float(philox(counter: counter, key: [k[0], k[1]])[place % 4] >> 8) * 0x1p-24
    }
}
