import CVectorKernels
import Testing

/// Whether two runs left the same in memory; floats may differ by some units in the last place.
func agree(_ x: [Memory], _ y: [Memory], tolerance: Float = 0) -> Bool {
    zip(x, y).allSatisfy { x, y in
        guard case .floats(let x) = x, case .floats(let y) = y else { return x == y }
        return zip(x, y).allSatisfy { x, y in
            x == y || (x.isNaN && y.isNaN) || abs(x - y) <= tolerance * max(abs(x), abs(y), 1)
        }
    }
}

func numbers(_ count: Int, _ range: ClosedRange<Float>, from generator: inout SplitMix) -> Memory {
    .floats((0..<count).map { _ in Float.random(in: range, using: &generator) })
}

/// A small generator, so that a test sees the same numbers in every run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

struct RandomPrograms {
    /// Operations whose results an interpreter predicts to the last bit.
    static let exact = (0..<CVK_OPERATION_COUNT.rawValue).map { cvk_operation(rawValue: $0) }
        .filter { cvk_operation_cost($0) == 1 }
    static let shapes: [[Int]] = [
        [], [1], [7], [16], [64], [65], [1000], [1024], [5000], [3, 5], [10, 1], [1, 33], [40, 70],
        [700, 10],
        [9, 1030], [2, 3, 4], [5, 17, 31], [12, 3, 100], [3, 2, 5, 4], [2, 3, 1, 7, 11, 2],
        [2, 2, 2, 2, 2, 2, 2, 3],
        [1200, 8], [6, 2000], [20, 4, 90], [0], [3, 0], [0, 4], [2, 0, 3], [48, 128], [3, 32, 192],
        [64, 100], [300, 3, 2],
    ]

    static func program(_ seed: Int) -> Loop {
        var random = SplitMix(state: UInt64(seed))
        var loop = Loop(shapes[seed % shapes.count])
        let registers = 6

        func array(_ element: cvk_element, _ count: Int) -> Memory {
            switch element {
            case CVK_INT32: .integers((0..<count).map { _ in .random(in: -9...9, using: &random) })
            case CVK_BOOL: .truths((0..<count).map { _ in .random(in: 0...1, using: &random) })
            default: .floats((0..<count).map { _ in Float(Int.random(in: -99...99, using: &random)) / 8 })
            }
        }
        /// Dense, broadcast along some axes, permuted or with gaps.
        func layout() -> (strides: [Int], count: Int) {
            let axes = Array(loop.sizes.indices)
            let style = Int.random(in: 0...5, using: &random)
            let kept = axes.map { _ in style < 3 || Bool.random(using: &random) }
            let order = style == 2 ? axes.shuffled(using: &random) : axes
            let gap = style == 1 ? 2 : 1
            var strides = axes.map { _ in 0 }
            var stride = gap
            for axis in order.reversed() where kept[axis] {
                strides[axis] = stride
                stride *= max(1, loop.sizes[axis]) + (style == 1 ? 1 : 0)
            }
            return (strides, max(1, stride))
        }

        let elements: [cvk_element] = [CVK_FLOAT32, CVK_FLOAT32, CVK_INT32, CVK_BOOL]
        var filled: [Int] = []
        for register in 0..<Int.random(in: 1...5, using: &random) {
            switch Int.random(in: 0...9, using: &random) {
            case 0: loop.load(constant: Float(Int.random(in: -3...3, using: &random)), into: register)
            case 1:
                let key = (0..<4).map { _ in UInt32.random(in: 0 ... .max, using: &random) }
                loop.load(
                    random: key, draw: .random(in: 0 ... .max, using: &random), into: register,
                    strides: layout().strides)
            default:
                let (strides, count) = layout()
                let memory = loop.memory(array(elements.randomElement(using: &random)!, count))
                loop.load(memory, into: register, strides: strides)
            }
            filled.append(register)
        }
        for _ in 0..<Int.random(in: 0...8, using: &random) {
            let target = Int.random(in: 0..<registers, using: &random)
            let sources = (0..<3).map { _ in filled.randomElement(using: &random)! }
            loop.step(exact.randomElement(using: &random)!, target, sources[0], sources[1], sources[2])
            if !filled.contains(target) { filled.append(target) }
        }
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let source = filled.randomElement(using: &random)!
            let inPlace = loop.loads.indices.filter { i in
                loop.loads[i].source == CVK_FROM_MEMORY && !loop.storeMemories.contains(loop.loadMemories[i])
                    && (loop.strides(ofLoad: i) == loop.rowMajor())
            }
            if let load = inPlace.randomElement(using: &random), Bool.random(using: &random) {
                loop.store(source, to: loop.loadMemories[load])
            } else if Bool.random(using: &random) {
                var (strides, count) = layout()
                while zip(strides, loop.sizes).contains(where: { $0 == 0 && $1 != 1 }) {
                    (strides, count) = layout()
                }
                loop.store(
                    source, to: loop.memory(Memory(elements.randomElement(using: &random)!, count: count)),
                    strides: strides)
            } else {
                let kept = loop.sizes.map { _ in Bool.random(using: &random) }
                let strides = loop.rowMajor(kept)
                let count = zip(kept, loop.sizes).reduce(1) { $0 * ($1.0 ? $1.1 : 1) }
                let fold = [CVK_SUM, CVK_LARGEST, CVK_SMALLEST].randomElement(using: &random)!
                loop.store(source, to: loop.memory(Memory(CVK_FLOAT32, count: count)), fold, strides: strides)
            }
        }
        return loop
    }

    @Test(arguments: 0..<10)
    func doWhatAnInterpreterDoes(_ group: Int) {
        for seed in (group * 96)..<((group + 1) * 96) {
            let loop = Self.program(seed)
            #expect(agree(loop.run(), loop.interpreted(), tolerance: 1e-6), "program \(seed)")
        }
    }

    @Test(arguments: 0..<10)
    func areDividedBetweenThreads(_ group: Int) {
        for seed in (group * 32)..<((group + 1) * 32) {
            var loop = Self.program(seed)
            let expected = loop.interpreted()
            // Costly steps whose result nobody reads make small loops worth dividing.
            for _ in 0..<20 { loop.step(CVK_POWER, 20, Int(loop.loads[0].target), Int(loop.loads[0].target)) }
            for threads in [2, 3] {
                #expect(agree(loop.run(threads: threads), expected, tolerance: 1e-6), "program \(seed)")
            }
        }
    }

    /// Arrays whose axes are exchanged are read across, block by block.
    @Test(arguments: [[32, 128], [3, 64, 640], [2, 16, 3136], [1000, 1000], [7, 333], [2, 500, 3]])
    func transpose(_ sizes: [Int]) {
        var loop = Loop(sizes)
        var random = SplitMix(state: 3)
        let source = loop.memory(numbers(loop.count, -1...1, from: &random))
        let (rows, columns) = (sizes[sizes.count - 2], sizes[sizes.count - 1])
        loop.load(source, into: 0, strides: (sizes.count == 3 ? [rows * columns] : []) + [1, rows])
        loop.step(CVK_NEGATE, 1, 0)
        let output = loop.memory(Memory(CVK_FLOAT32, count: loop.count))
        loop.store(1, to: output)
        let x = loop.memories[source].floats
        let expected = (0..<loop.count).map { i in
            let (image, row, column) = (i / (rows * columns), i / columns % rows, i % columns)
            return -x[image * rows * columns + column * rows + row]
        }
        for threads in [1, 2, 3] { #expect(loop.run(threads: threads)[output].floats == expected) }
    }
}

/// A row that every other row repeats is copied once, whatever lies between its elements.
@Test(arguments: 1...3)
func repeatedRow(step: Int) {
    var loop = Loop([200, 40])
    var random = SplitMix(state: 5)
    let row = loop.memory(numbers(40 * step, -1...1, from: &random))
    loop.load(row, into: 0, strides: [0, step])
    loop.step(CVK_NEGATE, 1, 0)
    let output = loop.memory(Memory(CVK_FLOAT32, count: loop.count))
    loop.store(1, to: output)
    let x = loop.memories[row].floats
    let expected = (0..<loop.count).map { -x[$0 % 40 * step] }
    for threads in [1, 2] { #expect(loop.run(threads: threads)[output].floats == expected) }
}

struct Conversions {
    @Test func toIntegersRoundTowardZeroAndSaturate() {
        let x: [Float] = [
            0, -0.9, 0.9, 1.5, -2.5, 1e9, 0x1p31, -0x1p31, 3e9, -3e9, .infinity, -.infinity, .nan,
            2_147_483_520, 7, -7,
        ]
        #expect(
            stored(.floats(x), as: CVK_INT32)
                == .integers([
                    0, 0, 0, 1, -2, 1_000_000_000, .max, .min, .max, .min, .max, .min, 0, 2_147_483_520, 7,
                    -7,
                ]))
    }

    @Test func toTruthsAskWhetherNumbersAreZero() {
        let x: [Float] = [0, -0, 1, -1, 0.1, .nan, .infinity, .leastNonzeroMagnitude]
        #expect(stored(.floats(x), as: CVK_BOOL) == .truths([0, 0, 1, 1, 1, 1, 1, 1]))
    }

    @Test func fromTruthsAreZeroOrOne() {
        #expect(stored(.truths([0, 1, 2, 255]), as: CVK_FLOAT32) == .floats([0, 1, 1, 1]))
    }

    @Test func fromIntegersAreRounded() {
        let x: [Int32] = [0, -1, .max, .min, 16_777_217, 16_777_219]
        #expect(stored(.integers(x), as: CVK_FLOAT32) == .floats(x.map { Float($0) }))
    }

    private func stored(_ memory: Memory, as element: cvk_element) -> Memory {
        var loop = Loop([memory.count])
        loop.load(loop.memory(memory), into: 0)
        let output = loop.memory(Memory(element, count: memory.count))
        loop.store(0, to: output)
        return loop.run()[output]
    }
}
