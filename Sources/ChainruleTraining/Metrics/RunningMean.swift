/// The mean of numbers that arrive as sums of several.
struct RunningMean: Sendable, Codable {
    private var sum = 0.0
    private var count = 0

    mutating func add(sum: Double, count: Int) {
        self.sum += sum
        self.count += count
    }

    /// Nil before there are numbers.
    var value: Double? { count == 0 ? nil : sum / Double(count) }
}
