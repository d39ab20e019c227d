/// Examples in memory: an array as a data set.
///
/// ```swift
/// let texts = Examples(["good", "bad"]).map { encode($0) }
/// ```
public struct Examples<Example: Sendable>: Dataset {
    private let elements: [Example]

    public init(_ elements: [Example]) { self.elements = elements }

    public var count: Int { elements.count }

    public func example(at index: Int) -> Example { elements[index] }
}

extension Examples: SampleSet where Example == Sample {}
