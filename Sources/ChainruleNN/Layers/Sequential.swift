import Chainrule

/// A sequence of layers; their parameters are named by position, as in `0.weight`, or by the name of the layer.
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
///     Linear(100, 10).named("classifier")  // its parameters: classifier.weight and classifier.bias
/// }
/// ```
public struct Sequential: Layer {
    public let layers: [any Layer]
    private let names: [String]

    /// The layers in braces, which may contain `if` and `for`; an empty sequence returns its input.
    ///
    /// - Precondition: no two layers have one name.
    public init(@LayerBuilder _ layers: () -> [NamedLayer]) {
        let layers = layers()
        self.layers = layers.map(\.layer)
        names = layers.names(in: "Sequential")
    }

    /// The layers of an array.
    public init(_ layers: [any Layer]) {
        self.layers = layers
        names = layers.indices.map(String.init)
    }

    public func forward(_ input: Tensor) -> Tensor { layers.reduce(input) { $1($0) } }

    public var members: [(name: String, value: Any)] { zip(names, layers).map { ($0, $1) } }
}
