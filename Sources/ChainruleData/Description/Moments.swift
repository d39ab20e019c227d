/// Count, range, mean and spread of numbers that come one after the other.
///
/// The mean and the sum of squares are updated as by Welford (1962) and merged as by Chan, Golub and
/// LeVeque (1979), so that large numbers with small differences keep their precision.
struct Moments: Sendable, Equatable {
    private(set) var count = 0
    private(set) var minimum = Double.infinity
    private(set) var maximum = -Double.infinity
    private(set) var mean = 0.0
    /// The sum of (x − mean)².
    private var squares = 0.0

    /// The root of the mean square distance from the mean, of all numbers and not of a sample.
    var deviation: Double { count == 0 ? 0 : (squares / Double(count)).squareRoot() }

    /// Whether several numbers are all the same.
    var isConstant: Bool { count > 1 && minimum == maximum }

    /// The moments of a number that occurs `count` times.
    init(_ number: Double, count: Int) {
        self.init()
        if count == 0 { return }
        (self.count, minimum, maximum, mean) = (count, number, number, number)
    }

    init() {}

    mutating func add(_ number: Double) {
        count += 1
        minimum = min(minimum, number)
        maximum = max(maximum, number)
        let distance = number - mean
        mean += distance / Double(count)
        squares += distance * (number - mean)
    }

    mutating func merge(_ other: Moments) {
        if other.count == 0 { return }
        let (mine, theirs) = (Double(count), Double(other.count))
        let distance = other.mean - mean
        count += other.count
        minimum = min(minimum, other.minimum)
        maximum = max(maximum, other.maximum)
        mean += distance * theirs / (mine + theirs)
        squares += other.squares + distance * distance * mine * theirs / (mine + theirs)
    }
}
