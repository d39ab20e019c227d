import Chainrule

/// A module that maps one tensor to another.
///
/// A layer states how in ``forward(_:)`` and is applied by calling it, as in `layer(images)`.
public protocol Layer: Module {
    /// The output. A layer documents the shapes and element types it accepts, and traps for others.
    func forward(_ input: Tensor) -> Tensor
}

extension Layer {
    /// The output of ``forward(_:)``; whoever observes the model's layers is told of it.
    public func callAsFunction(_ input: Tensor) -> Tensor { applied(self, input) }
}
