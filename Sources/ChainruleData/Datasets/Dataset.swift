/// Examples in a fixed order, in memory or read when they are asked for.
///
/// ```swift
/// let names = try TextLines(path: "names.txt")
/// let (training, validation) = names.map { encode($0) }.split(validationShare: 0.1, seed: 0)
/// ```
public protocol Dataset<Example>: Sendable {
    associatedtype Example: Sendable

    /// The number of examples.
    var count: Int { get }

    /// One example; any thread may ask.
    ///
    /// - Precondition: there is one of that index.
    /// - Throws: `DataError` if it is read from outside only now, and cannot be.
    func example(at index: Int) throws(DataError) -> Example
}
