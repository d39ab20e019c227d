/// Examples in a fixed order, in memory or read on demand.
///
/// ```swift
/// let names = try TextLines(path: "names.txt")
/// let (training, validation) = names.map { encode($0) }.split(validationShare: 0.1, seed: 0)
/// ```
public protocol Dataset<Example>: Sendable {
    associatedtype Example: Sendable

    /// The number of examples.
    var count: Int { get }

    /// One example; may be called from any thread.
    ///
    /// - Precondition: the index is valid.
    /// - Throws: `DataError` if the example is read from a file and cannot be read.
    func example(at index: Int) throws(DataError) -> Example
}
