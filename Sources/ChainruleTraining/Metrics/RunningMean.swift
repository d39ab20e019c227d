/// The mean of numbers that arrive as sums of several.
struct RunningMean: Sendable, Codable {
    private var sum = 0.0
    private var count = 0

    mutating func add(sum: Double, count: Int) {
        self.sum += sum
        self.count += count
    }

    init() {}

    /// - Throws: `DecodingError` if there are fewer numbers than none, or so many that no more could be counted.
    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        sum = try values.decode(Double.self, forKey: .sum)
        count = try values.decode(Int.self, forKey: .count)
        guard (0...Int.largestCount).contains(count) else {
            throw DecodingError.dataCorruptedError(
                forKey: .count, in: values, debugDescription: "\(count) is out of range")
        }
    }

    /// Nil before there are numbers.
    var value: Double? { count == 0 ? nil : sum / Double(count) }
}
