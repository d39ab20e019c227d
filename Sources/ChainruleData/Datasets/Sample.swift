import Chainrule

/// An input with its target.
public struct Sample: Sendable {
    public var input: Tensor
    /// A label, which is an int32 scalar, or the numbers of a regression.
    public var target: Tensor
    /// Further tensors for the model or the loss, by name: inputs, a weight, a mask.
    public var fields: [String: Tensor]

    public init(input: Tensor, target: Tensor, fields: [String: Tensor] = [:]) {
        self.input = input
        self.target = target
        self.fields = fields
    }
}
