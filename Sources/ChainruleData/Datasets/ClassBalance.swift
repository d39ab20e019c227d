import Chainrule

extension SampleSet {
    /// The number of samples of each class, from class 0 to the highest.
    ///
    /// - Throws: `DataError` if a sample cannot be read, or its target is not a label.
    public func classCounts() throws(DataError) -> [Int] { counts(of: try classNumbers()) }
}

/// Sampling weights that draw every class equally often: 1 divided by the number of samples of the class.
///
/// ```swift
/// let weights = balancingWeights(of: try samples.classNumbers())
/// let batches = MiniBatches(weights: weights, batchSize: 64)
/// ```
///
/// - Precondition: no class number is negative.
public func balancingWeights(of classNumbers: [Int]) -> [Double] {
    let counts = counts(of: classNumbers)
    return classNumbers.map { 1 / Double(counts[$0]) }
}

private func counts(of classNumbers: [Int]) -> [Int] {
    require(classNumbers.allSatisfy { $0 >= 0 }, "class numbers must not be negative")
    var counts = [Int](repeating: 0, count: (classNumbers.max() ?? -1) + 1)
    for number in classNumbers { counts[number] += 1 }
    return counts
}

extension RandomStream {
    /// Indices of `weights`, drawn with replacement, each with a probability in proportion to its weight.
    mutating func draws(_ count: Int, weights: [Double]) -> [Int] {
        var sums: [Double] = []
        sums.reserveCapacity(weights.count)
        var total = 0.0
        for weight in weights {
            require(weight >= 0 && weight.isFinite, "a weight of \(weight)")
            total += weight
            sums.append(total)
        }
        if count == 0 { return [] }
        require(total > 0 && total.isFinite, "weights that add up to \(total)")
        return (0..<count).map { _ in
            // Rounding may make the point the total itself, which lies behind every index.
            let point = Swift.min(uniform() * total, total.nextDown)
            var (low, high) = (0, sums.count - 1)
            while low < high {
                let middle = (low + high) / 2
                if sums[middle] > point { high = middle } else { low = middle + 1 }
            }
            return low
        }
    }
}
