import Chainrule

/// A batch: samples stacked along a new first axis.
///
/// ```swift
/// let batch = Batch(inputs: images, targets: labels, fields: ["weights": weights])
/// let losses = softmaxCrossEntropy(model(batch.inputs), batch.targets, reduction: .none)
/// let loss = (losses * batch["weights"]).mean()
/// ```
public struct Batch: Sendable {
    /// `[count, …]`
    public let inputs: Tensor
    /// `[count, …]`
    public let targets: Tensor
    /// Further tensors of the samples, by name, each `[count, …]`: inputs, weights, masks.
    public let fields: [String: Tensor]

    /// The name of the field with the lengths of the inputs before padding.
    public static let lengthsField = "lengths"

    /// The label of a place that does not count, such as one of the padding behind the last step of a sequence.
    public static let ignoredLabel = -1

    /// The number of samples.
    public var count: Int { inputs.shape[0] }

    /// The lengths of the inputs before padding, `[count]` and int32; nil if they were not padded.
    public var lengths: Tensor? { fields[Self.lengthsField] }

    /// - Parameters:
    ///   - inputs: `[count, …]`.
    ///   - targets: `[count, …]`.
    ///   - fields: further tensors of the samples, by name, each `[count, …]`; none by default.
    /// - Precondition: all tensors have the same first axis.
    public init(inputs: Tensor, targets: Tensor, fields: [String: Tensor] = [:]) {
        require(
            inputs.rank > 0 && targets.rank > 0 && inputs.shape[0] == targets.shape[0],
            "Batch: inputs \(inputs.shape) and targets \(targets.shape) differ in the number of samples")
        for (name, tensor) in fields {
            require(
                tensor.rank > 0 && tensor.shape[0] == inputs.shape[0],
                "Batch: inputs \(inputs.shape) and the field '\(name)' \(tensor.shape) differ in the number of samples"
            )
        }
        self.inputs = inputs
        self.targets = targets
        self.fields = fields
    }

    /// The field called `name`.
    ///
    /// - Precondition: it exists.
    public subscript(name: String) -> Tensor {
        guard let tensor = fields[name] else {
            let names = fields.keys.sorted().map { "'\($0)'" }.joined(separator: ", ")
            fatalError("Batch: no field '\(name)' among \(names.isEmpty ? "none" : names)")
        }
        return tensor
    }

    /// All tensors: inputs, targets, then the fields by their sorted names.
    package var tensors: [Tensor] { [inputs, targets] + fieldNames.map { fields[$0]! } }

    /// The sample at a place of the batch.
    package func sample(at place: Int) -> Sample {
        Sample(input: inputs[place], target: targets[place], fields: fields.mapValues { $0[place] })
    }

    /// Some of the samples.
    package func rows(_ range: Range<Int>) -> Batch {
        Batch(tensors: tensors.map { $0[range] }, fieldNames: fieldNames)
    }

    /// The sorted names of the fields.
    package var fieldNames: [String] { fields.isEmpty ? [] : fields.keys.sorted() }

    /// The batch whose ``tensors`` these are.
    package init(tensors: [Tensor], fieldNames: [String]) {
        self.init(
            inputs: tensors[0], targets: tensors[1],
            fields: Dictionary(uniqueKeysWithValues: zip(fieldNames, tensors.dropFirst(2))))
    }

    /// The batch with labels at its tensors, for messages and drawings.
    package var named: Batch {
        Batch(
            inputs: inputs.named("inputs"), targets: targets.named("targets"),
            fields: Dictionary(uniqueKeysWithValues: fields.map { ($0, $1.named($0)) }))
    }
}
