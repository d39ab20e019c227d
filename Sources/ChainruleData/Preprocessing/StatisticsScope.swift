import Chainrule

/// Which elements of an example share their statistics.
public enum StatisticsScope: String, Sendable, Codable, CaseIterable {
    /// Every element has its own: each feature of a table, each pixel of images (a mean image).
    case feature
    /// Those at one index of the first axis of an example, as in images [channels, height, width].
    case channel
    /// All elements of all examples.
    case all

    /// How many neighboring elements of an example of this shape share their statistics.
    func elementsPerGroup(_ exampleShape: [Int]) -> Int {
        switch self {
        case .feature: 1
        case .channel: exampleShape.dropFirst().reduce(1, *)
        case .all: exampleShape.reduce(1, *)
        }
    }

    /// How many groups of elements an example of this shape has; nil if it has no elements, or too many to be counted.
    func groupCount(_ exampleShape: [Int]) -> Int? {
        var count = 1
        for size in exampleShape {
            let (product, overflows) = count.multipliedReportingOverflow(by: size)
            if size < 1 || overflows { return nil }
            count = product
        }
        return count / elementsPerGroup(exampleShape)
    }
}
