import Chainrule

/// A module that maps one tensor to another.
public protocol Layer: Module {
    /// The output; a layer says what shapes and element types it takes, and traps at others.
    func callAsFunction(_ input: Tensor) -> Tensor
}
