import Foundation

/// A number of every step so far, as the means of stretches of equal length: a bounded number of them, however many steps there are.
public struct StepCurve: Sendable, Equatable, Codable {
    /// When there are this many means, neighbors are joined.
    let capacity: Int
    /// The steps that a mean is of.
    public private(set) var stretch = 1
    /// The means of the stretches that are complete.
    public private(set) var means: [Double] = []
    private var sum = 0.0
    private var count = 0

    /// - Precondition: `capacity` is even.
    init(capacity: Int) { self.capacity = capacity }

    mutating func add(_ number: Double) {
        sum += number
        count += 1
        guard count == stretch else { return }
        means.append(sum / Double(stretch))
        (sum, count) = (0, 0)
        guard means.count == capacity else { return }
        means = Self.grouped(means, by: 2)
        stretch *= 2
    }

    /// The steps so far.
    public var stepCount: Int { means.count * stretch + count }

    /// The last step of each stretch with its mean; the stretch under way is the last one.
    public var points: [(step: Int, mean: Double)] {
        let complete = means.enumerated().map { (step: ($0 + 1) * stretch, mean: $1) }
        return complete + (count == 0 ? [] : [(stepCount, sum / Double(count))])
    }

    /// The last step of each stretch with its mean, of stretches so long that there are at most `limit`, and the steps of one.
    package func points(atMost limit: Int) -> (points: [(step: Int, mean: Double)], size: Int) {
        if points.count <= limit { return (points, stretch) }
        let group = (means.count + limit - 1) / limit
        let size = group * stretch
        let grouped = Self.grouped(means, by: group).enumerated().map { (step: ($0 + 1) * size, mean: $1) }
        return (grouped, size)
    }

    /// Means over groups of this many means; an incomplete group is dropped.
    static func grouped(_ means: [Double], by size: Int) -> [Double] {
        stride(from: 0, through: means.count - size, by: size).map { means[$0..<$0 + size].mean! }
    }
}
