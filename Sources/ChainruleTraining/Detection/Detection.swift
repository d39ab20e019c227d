import ChainruleData

/// An object that a detector found.
public struct Detection: Sendable, Equatable, Codable {
    public let box: Box
    /// The class number, from 0.
    public let label: Int
    /// How sure the detector is: the probability of the class.
    public let score: Float

    public init(box: Box, label: Int, score: Float) {
        (self.box, self.label, self.score) = (box, label, score)
    }
}
