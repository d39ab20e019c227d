import Chainrule

/// A sequence of layers; their parameters are named by position, as in `0.weight`.
///
/// ```swift
/// let network = Sequential {
///     Flatten()
///     Linear(784, 100)
///     for _ in 0..<depth {
///         ReLU()
///         Linear(100, 100)
///     }
///     if squashes { Tanh() }
///     Linear(100, 10)
/// }
/// ```
public struct Sequential: Layer {
    public let layers: [any Layer]

    /// The layers in braces, which may contain `if` and `for`; an empty sequence returns its input.
    public init(@SequentialBuilder _ layers: () -> [any Layer]) { self.layers = layers() }

    /// The layers of an array.
    public init(_ layers: [any Layer]) { self.layers = layers }

    public func forward(_ input: Tensor) -> Tensor { layers.reduce(input) { $1($0) } }

    public var members: [(name: String, value: Any)] { layers.enumerated().map { ("\($0)", $1) } }
}

/// Collects the layers in the braces of ``Sequential``.
@resultBuilder
public enum SequentialBuilder {
    public static func buildExpression(_ layer: any Layer) -> [any Layer] { [layer] }
    public static func buildBlock(_ parts: [any Layer]...) -> [any Layer] { parts.flatMap { $0 } }
    public static func buildOptional(_ part: [any Layer]?) -> [any Layer] { part ?? [] }
    public static func buildEither(first part: [any Layer]) -> [any Layer] { part }
    public static func buildEither(second part: [any Layer]) -> [any Layer] { part }
    public static func buildArray(_ parts: [[any Layer]]) -> [any Layer] { parts.flatMap { $0 } }
}
