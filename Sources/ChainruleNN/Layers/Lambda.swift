import Chainrule

/// A function of tensors as a layer.
///
/// ```swift
/// Sequential {
///     Lambda { $0 / 255 }
///     Flatten()
///     Linear(784, 10)
/// }
/// ```
///
/// Parameters that the function uses are not found by the network; a layer of one's own holds them.
public struct Lambda: Layer {
    private let function: (Tensor) -> Tensor

    /// - Parameter function: computes the output.
    public init(_ function: @escaping (Tensor) -> Tensor) { self.function = function }

    public func forward(_ input: Tensor) -> Tensor { function(input) }

    public var members: [(name: String, value: Any)] { [] }
}
