import Chainrule

/// A module that makes one tensor of one tensor.
public protocol Layer: Module {
    /// The output; a layer says what shapes and element types it takes, and traps at others.
    func callAsFunction(_ input: Tensor) -> Tensor
}
