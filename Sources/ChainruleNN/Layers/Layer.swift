import Chainrule

/// A module that maps one tensor to another.
///
/// A layer states in ``forward(_:)`` what it computes, and is applied by calling it, as in `layer(images)`.
public protocol Layer: Module {
    /// The output. A layer documents the shapes and element types it accepts, and traps for others.
    func forward(_ input: Tensor) -> Tensor
}

extension Layer {
    /// The layer's output; ``capture(_:_:body:)`` and ``ModelSummary`` learn of the call.
    public func callAsFunction(_ input: Tensor) -> Tensor { LayerCalls.output(of: self, input) }
}
