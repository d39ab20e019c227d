import ChainruleInterop
import Testing

@Suite("A histogram")
struct HistogramTests {
    @Test("counts every number once, within its limits")
    func complete() {
        let numbers = (0..<1000).map { Double($0 * $0 % 977) / 97 - 3 }
        let histogram = Histogram(of: numbers)
        #expect(histogram.counts.reduce(0, +) == 1000)
        #expect(histogram.limits.last == numbers.max())
        #expect(histogram.limits == histogram.limits.sorted())
        let limits = [-.infinity] + histogram.limits.dropLast() + [.infinity]
        for (place, count) in histogram.counts.enumerated() {
            let within = numbers.count { $0 >= limits[place] && $0 < limits[place + 1] }
            // A number that equals a limit may by rounding lie on its other side.
            #expect(abs(within - count) <= 1)
        }
    }

    @Test("of nothing is empty, of equal numbers one interval")
    func degenerate() {
        let empty = Histogram(of: [])
        #expect((empty.count, empty.limits.count, empty.counts.count) == (0, 0, 0))
        let equal = Histogram(of: [3, 3, 3])
        #expect((equal.smallest, equal.largest, equal.limits, equal.counts) == (3, 3, [3], [3]))
    }

    @Test("of the largest, smallest and closest numbers there are counts them all")
    func extremes() {
        let (largest, tiny) = (Double.greatestFiniteMagnitude, Double.leastNonzeroMagnitude)
        for numbers in [
            [-largest, 0, largest], [0, tiny], [tiny, 2 * tiny, 3 * tiny], [1, 1.0.nextUp], [-tiny, tiny],
        ] {
            let histogram = Histogram(of: numbers)
            #expect(histogram.counts.reduce(0, +) == numbers.count)
            #expect(histogram.limits.allSatisfy { $0.isFinite && $0 >= numbers[0] && $0 <= numbers.last! })
        }
    }
}
