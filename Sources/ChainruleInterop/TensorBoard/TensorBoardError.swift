/// Why an event file cannot be made or written.
public struct TensorBoardError: Error, Equatable, CustomStringConvertible {
    /// The file or its directory.
    public let path: String
    /// What the system says.
    public let reason: String

    public var description: String { "cannot write '\(path)': \(reason)" }
}
