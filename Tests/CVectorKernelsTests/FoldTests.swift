import CVectorKernels
import Testing

struct Folds {
    /// Folds an array over the axes that are not kept.
    private func fold(
        _ x: [Float], _ sizes: [Int], kept: [Bool], _ fold: cvk_fold, threads: Int = 1
    ) -> [Float] {
        var loop = Loop(sizes)
        loop.load(loop.memory(.floats(x)), into: 0)
        let count = zip(sizes, kept).reduce(1) { $0 * ($1.1 ? $1.0 : 1) }
        let output = loop.memory(Memory(CVK_FLOAT32, count: count))
        loop.store(0, to: output, fold, strides: loop.rowMajor(kept))
        return loop.run(threads: threads)[output].floats
    }

    @Test(arguments: [1, 2, 3, 5])
    func sumAMillionNumbersToTheLastPlace(_ threads: Int) {
        var random = SplitMix(state: 1)
        let x = numbers(1_000_000, 0...1, from: &random).floats
        let exact = x.reduce(0.0) { $0 + Double($1) }
        #expect(fold(x, [1_000_000], kept: [false], CVK_SUM, threads: threads) == [Float(exact)])
        // Tenths would add up to much less if their sum were kept in a float.
        let tenths = fold(
            Array(repeating: 0.1, count: 1_000_000), [100_000, 10], kept: [false, true], CVK_SUM,
            threads: threads)
        #expect(tenths == Array(repeating: Float(100_000 * Double(0.1 as Float)), count: 10))
    }

    static let cases: [(sizes: [Int], kept: [Bool])] = [
        ([300_000], [false]), ([30_000, 10], [false, true]), ([30_000, 10], [true, false]),
        ([4, 70_001], [true, false]), ([4, 70_001], [false, true]), ([3, 500, 200], [true, false, true]),
        ([50, 30, 200], [false, true, false]), ([7, 40, 30, 36], [true, false, true, false]),
        ([90, 3, 1200], [true, true, false]), ([2, 150_000], [true, false]), ([5, 6400], [false, true]),
        ([3, 20, 1500], [false, true, true]),
        ([4, 7001], [false, true]), ([6, 9, 5000], [false, false, true]),
    ]

    @Test(arguments: cases.indices, [CVK_SUM, CVK_LARGEST, CVK_SMALLEST])
    func areDividedBetweenThreads(_ index: Int, _ fold: cvk_fold) {
        let (sizes, kept) = Self.cases[index]
        var random = SplitMix(state: UInt64(index))
        // Small whole numbers, whose sums are exact in any order.
        let count = sizes.reduce(1, *)
        let x = (0..<count).map { _ in Float(Int.random(in: -50...50, using: &random)) }
        var loop = Loop(sizes)
        let outputs = zip(sizes, kept).reduce(1) { $0 * ($1.1 ? $1.0 : 1) }
        let strides = loop.rowMajor(kept)
        let identity: Float = fold == CVK_SUM ? 0 : fold == CVK_LARGEST ? -.infinity : .infinity
        var expected = [Float](repeating: identity, count: outputs)
        var place = 0
        var axes = sizes.map { _ in 0 }
        for i in 0..<count {
            expected[place] =
                fold == CVK_SUM
                ? expected[place] + x[i]
                : fold == CVK_LARGEST ? max(expected[place], x[i]) : min(expected[place], x[i])
            for axis in sizes.indices.reversed() {
                axes[axis] += 1
                place += strides[axis]
                if axes[axis] < sizes[axis] { break }
                place -= strides[axis] * sizes[axis]
                axes[axis] = 0
            }
        }
        loop.load(loop.memory(.floats(x)), into: 0)
        loop.step(CVK_EXP, 1, 0)
        loop.step(CVK_COPY, 2, 0)
        let output = loop.memory(Memory(CVK_FLOAT32, count: outputs))
        loop.store(2, to: output, fold, strides: strides)
        for threads in [1, 2, 3, 4, 9] {
            #expect(loop.run(threads: threads)[output].floats == expected, "\(threads) threads")
        }
    }

    @Test(arguments: cases.indices)
    func areTheSameInEveryRun(_ index: Int) {
        let (sizes, kept) = Self.cases[index]
        var random = SplitMix(state: UInt64(index))
        let x = numbers(sizes.reduce(1, *), -1...1, from: &random).floats
        let first = fold(x, sizes, kept: kept, CVK_SUM, threads: 2)
        for _ in 0..<5 { #expect(fold(x, sizes, kept: kept, CVK_SUM, threads: 2) == first) }
    }

    @Test(arguments: [[false, false], [true, false], [false, true]])
    func letNaNWin(_ kept: [Bool]) {
        for place in [0, 5, 130, 299] {
            for sign: Float in [1, -1] {
                var x = (0..<300).map { Float($0 % 17) }
                x[place] = sign * .nan
                for operation in [CVK_LARGEST, CVK_SMALLEST] {
                    let results = fold(x, [3, 100], kept: kept, operation)
                    let row = kept[0] ? place / 100 : kept[1] ? place % 100 : 0
                    #expect(results.indices.allSatisfy { results[$0].isNaN == ($0 == row) })
                }
            }
        }
    }

    @Test func ofNothingAreTheIdentity() {
        #expect(fold([], [0], kept: [false], CVK_SUM) == [0])
        #expect(
            fold([], [0, 3], kept: [false, true], CVK_LARGEST) == Array(repeating: -.infinity, count: 3))
        #expect(
            fold([], [3, 0], kept: [true, false], CVK_SMALLEST) == Array(repeating: .infinity, count: 3))
        #expect(fold([], [3, 0], kept: [false, true], CVK_SUM) == [])
    }
}
