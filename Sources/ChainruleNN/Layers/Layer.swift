import Chainrule

/// A module that makes one tensor of one tensor.
public protocol Layer: Module {
    func callAsFunction(_ input: Tensor) -> Tensor
}
