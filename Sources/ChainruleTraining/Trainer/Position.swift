/// How far a training has come: always between two updates of the parameters.
public struct Position: Sendable, Equatable, Codable {
    /// The epochs done.
    public var epoch = 0
    /// The batches done of the epoch under way.
    public var batch = 0
    /// The updates done in all.
    public var step = 0

    public init() {}
}
