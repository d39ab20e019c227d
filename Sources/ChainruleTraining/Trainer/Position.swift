/// The progress of a run, always between two updates of the parameters.
public struct Position: Sendable, Equatable, Codable {
    /// The completed epochs.
    public var epoch = 0
    /// The completed batches of the current epoch.
    public var batch = 0
    /// The total number of updates.
    public var step = 0

    public init() {}
}
