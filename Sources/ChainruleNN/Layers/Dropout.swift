import Chainrule

/// Sets random elements to zero in training mode and scales the others by 1 / (1 − probability).
///
/// Each element is dropped with the given probability p and otherwise divided by 1 − p; in evaluation (see
/// ``evaluating(_:)``) the input is returned unchanged.
///
/// Source: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, "Dropout", JMLR 15, 2014.
public struct Dropout: Layer, CustomStringConvertible {
    public let probability: Double
    private let dropping: Dropping

    /// - Parameters:
    ///   - probability: how likely an element is dropped, from 0 to below 1.
    ///   - generator: the random generator; `Generator.current` at the time of each call by default.
    public init(_ probability: Double = 0.5, from generator: Generator? = nil) {
        self.probability = probability
        dropping = Dropping(probability, generator, for: "Dropout(\(probability))")
    }

    public func forward(_ input: Tensor) -> Tensor { dropping(input, input.shape, for: "\(self)") }

    public var members: [(name: String, value: Any)] { dropping.members }

    /// As in `Dropout(0.5)`.
    public var description: String { "Dropout(\(probability))" }
}
