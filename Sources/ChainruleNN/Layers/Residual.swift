import Chainrule

/// Adds the input to what layers make of it: y = body(x) + x, or body(x) + shortcut(x).
///
/// The body must keep the shape unless a shortcut changes it in the same way.
///
/// ```swift
/// let block = Residual(shortcut: Conv2d(64, 128, kernel: 1, stride: 2)) {
///     Conv2d(64, 128, kernel: 3, stride: 2, padding: 1)
///     ReLU()
///     Conv2d(128, 128, kernel: 3, padding: 1)
/// }
/// block.parameters().map(\.name)  // ["body.0.weight", …, "shortcut.weight", "shortcut.bias"]
/// ```
///
/// Source: He, Zhang, Ren and Sun, "Deep residual learning for image recognition", CVPR 2016.
public struct Residual: Layer {
    public let body: Sequential
    public let shortcut: (any Layer)?

    /// - Parameters:
    ///   - shortcut: what the input goes through before it is added; nil adds it as it is.
    ///   - body: the layers.
    public init(shortcut: (any Layer)? = nil, @LayerBuilder _ body: () -> [NamedLayer]) {
        self.body = Sequential(body)
        self.shortcut = shortcut
    }

    public func forward(_ input: Tensor) -> Tensor {
        let (output, added) = (body(input), shortcut?(input) ?? input)
        require(
            output.type == added.type,
            "Residual: the body makes \(output.type) of \(input.type), but "
                + (shortcut == nil ? "there is no shortcut" : "the shortcut \(added.type)"))
        return output + added
    }
}
