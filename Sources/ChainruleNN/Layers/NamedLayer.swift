import Chainrule

/// A layer in the braces of ``Sequential``, ``Residual`` or ``Parallel``, with the name that its parameters begin with.
public struct NamedLayer {
    public let layer: any Layer
    /// The layer's own name; nil for one that is named by its position.
    public let name: String?
}

extension Layer {
    /// This layer under a name of its own among those of a ``Sequential``, like PyTorch's `OrderedDict` of layers.
    ///
    /// ```swift
    /// let network = Sequential {
    ///     Conv2d(1, 6, kernel: 5).named("conv1")
    ///     ReLU()
    /// }
    /// network.parameters().map(\.name)  // ["conv1.weight", "conv1.bias"]
    /// ```
    ///
    /// - Precondition: the name is not empty and contains no dot.
    public func named(_ name: String) -> NamedLayer {
        require(
            !name.isEmpty && !name.contains("."),
            "named(\"\(name)\"): the name of a layer must not be empty or contain a dot")
        return NamedLayer(layer: self, name: name)
    }
}

/// Collects the layers in the braces of ``Sequential``, ``Residual`` and ``Parallel``.
@resultBuilder
public enum LayerBuilder {
    public static func buildExpression(_ layer: any Layer) -> [NamedLayer] {
        [NamedLayer(layer: layer, name: nil)]
    }
    public static func buildExpression(_ layer: NamedLayer) -> [NamedLayer] { [layer] }
    public static func buildBlock(_ parts: [NamedLayer]...) -> [NamedLayer] { parts.flatMap { $0 } }
    public static func buildOptional(_ part: [NamedLayer]?) -> [NamedLayer] { part ?? [] }
    public static func buildEither(first part: [NamedLayer]) -> [NamedLayer] { part }
    public static func buildEither(second part: [NamedLayer]) -> [NamedLayer] { part }
    public static func buildArray(_ parts: [[NamedLayer]]) -> [NamedLayer] { parts.flatMap { $0 } }
}

extension [NamedLayer] {
    /// The names of all, positions included.
    func names(in owner: String) -> [String] {
        let names = enumerated().map { $1.name ?? "\($0)" }
        var known: Set<String> = []
        for name in names {
            require(known.insert(name).inserted, "\(owner): two layers have the name '\(name)'")
        }
        return names
    }
}
