import Chainrule

/// A module that maps one tensor to another.
public protocol Layer: Module {
    /// The output. A layer documents the shapes and element types it accepts, and traps for others.
    func callAsFunction(_ input: Tensor) -> Tensor
}
