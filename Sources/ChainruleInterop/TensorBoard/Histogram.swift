/// A histogram with intervals of equal width between the smallest and the largest number.
///
/// The intervals include their lower ends, the last one its upper end too.
package struct Histogram {
    private static let intervals = 64

    package private(set) var smallest = 0.0
    package private(set) var largest = 0.0
    package private(set) var count = 0
    package private(set) var sum = 0.0
    package private(set) var sumOfSquares = 0.0
    /// The upper ends of the intervals.
    package private(set) var limits: [Double] = []
    /// The number of values in each interval.
    package private(set) var counts: [Int] = []

    /// - Parameter numbers: finite ones.
    package init(of numbers: [Double]) {
        guard let smallest = numbers.min(), let largest = numbers.max() else { return }
        (self.smallest, self.largest) = (smallest, largest)
        count = numbers.count
        sum = numbers.reduce(0, +)
        sumOfSquares = numbers.reduce(0) { $0 + $1 * $1 }
        // Halves, because the distance of the largest numbers from each other is infinite.
        let (start, width) = (smallest / 2, largest / 2 - smallest / 2)
        guard width > 0 else {
            (limits, counts) = ([largest], [count])
            return
        }
        let intervals = Self.intervals
        let limits = (1..<intervals).map { 2 * (start + width * (Double($0) / Double(intervals))) }
        // The halves of the smallest numbers there are have been rounded.
        self.limits = limits.map { min(max($0, smallest), largest) } + [largest]
        counts = [Int](repeating: 0, count: intervals)
        for number in numbers {
            let place = (number / 2 - start) / width * Double(intervals)
            counts[min(Int(place), intervals - 1)] += 1
        }
    }

    /// A message `tensorboard.HistogramProto`.
    var message: ProtobufMessage {
        ProtobufMessage {
            $0.add(smallest, to: 1)
            $0.add(largest, to: 2)
            $0.add(Double(count), to: 3)
            $0.add(sum, to: 4)
            $0.add(sumOfSquares, to: 5)
            $0.add(limits, to: 6)
            $0.add(counts.map(Double.init), to: 7)
        }
    }
}
