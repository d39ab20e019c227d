import Chainrule

/// An input with its target.
public struct Sample: Sendable {
    public var input: Tensor
    /// A class number, a tensor of no dimensions and type int32, or the numbers of a regression.
    public var target: Tensor

    public init(input: Tensor, target: Tensor) {
        self.input = input
        self.target = target
    }
}

/// A batch: samples stacked along a new first axis.
public struct Batch: Sendable {
    /// `[count, …]`
    public let inputs: Tensor
    /// `[count, …]`
    public let targets: Tensor
    /// How long the inputs were before they were padded to one length, `[count]` and int32; nil if none was.
    public let lengths: Tensor?

    /// The number of samples.
    public var count: Int { inputs.shape[0] }

    /// - Precondition: there are as many targets as inputs, and as many lengths if there are any.
    public init(inputs: Tensor, targets: Tensor, lengths: Tensor? = nil) {
        require(
            inputs.rank > 0 && targets.rank > 0 && inputs.shape[0] == targets.shape[0],
            "Batch: inputs \(inputs.shape) and targets \(targets.shape) differ in the number of samples")
        require(
            lengths.map { $0.type == TensorType([inputs.shape[0]], .int32) } ?? true,
            "Batch: lengths \(lengths.map { "\($0.type)" } ?? "") of \(inputs.shape) inputs")
        self.inputs = inputs
        self.targets = targets
        self.lengths = lengths
    }
}
