import Chainrule

/// An input with its target.
public struct Sample: Sendable {
    public var input: Tensor
    /// A class number, a tensor of no dimensions and type int32, or the numbers of a regression.
    public var target: Tensor
    /// Whatever else the model or the loss needs, by name: further inputs, a weight, a mask.
    public var fields: [String: Tensor]

    public init(input: Tensor, target: Tensor, fields: [String: Tensor] = [:]) {
        self.input = input
        self.target = target
        self.fields = fields
    }
}
