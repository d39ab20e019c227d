import Chainrule
import ChainruleData
import ChainruleNN

extension Trainer {
    /// What the model and the loss require of the batches of a data set.
    struct Demands {
        /// The fewest examples of a batch in training.
        let smallestBatch: Int
        /// The number of classes that labels must be below; nil if the targets are not labels.
        let classCount: Int?
        /// The label of places that do not count; nil if there is none.
        let ignoredLabel: Int?

        /// Whether a label is one of the classes, or does not count.
        func allows(_ label: Int) -> Bool {
            classCount.map { (0..<$0).contains(label) } ?? true || label == ignoredLabel
        }
    }

    /// Traces a step with a batch like those of `samples`, without computing anything.
    ///
    /// - Precondition: there is a sample.
    func demands(of samples: any SampleSet, batchSize: Int) throws(DataError) -> Demands {
        let one = try samples.batch([0])
        // Several rows, because layers that normalize over a batch need more than one.
        let count = max(2, batchSize)
        let types = one.tensors.map { TensorType(Shape([count] + $0.shape.dropFirst()), $0.dtype) }
        return tracing(types) { tensors in
            let batch = Batch(tensors: tensors, fieldNames: one.fieldNames)
            let found = BatchDemands.found { _ = objective.forward(batch) }
            let bounds = found.labels.filter { $0.labels.isRearranged(from: batch.targets) }
            let tightest = bounds.min { $0.classCount < $1.classCount }
            return Demands(
                smallestBatch: found.smallestBatch, classCount: tightest?.classCount,
                ignoredLabel: tightest?.ignored)
        }
    }

    /// Throws `DataError` if one of the known labels of a data set is out of range.
    func checkKnownLabels(of samples: any SampleSet, _ demands: Demands) throws(DataError) {
        guard let classCount = demands.classCount, let labels = samples.knownClassNumbers else { return }
        if let index = labels.firstIndex(where: { !demands.allows($0) }) {
            throw Self.badLabel(labels[index], ofExample: index, classCount)
        }
    }

    /// Throws `DataError` if one of the labels of a batch is out of range.
    ///
    /// - Parameter indices: the examples of the batch, for the error.
    func checkLabels(
        of batch: Batch, _ demands: Demands, at indices: () -> ArraySlice<Int>
    ) throws(DataError) {
        guard let classCount = demands.classCount else { return }
        let labels = batch.targets.scalars(as: Int32.self)
        guard let place = labels.firstIndex(where: { !demands.allows(Int($0)) }) else { return }
        let example = Array(indices())[place / (labels.count / batch.count)]
        throw Self.badLabel(Int(labels[place]), ofExample: example, classCount)
    }

    private static func badLabel(_ label: Int, ofExample index: Int, _ classCount: Int) -> DataError {
        .malformed(
            source: "example \(index)", found: "the label \(label)",
            expected: "a class from 0 to \(classCount - 1), because the model has \(classCount) outputs")
    }
}

extension Tensor {
    /// Whether the elements are those of another tensor, in another shape, order or type at most.
    fileprivate func isRearranged(from other: Tensor) -> Bool {
        var node = node
        while node !== other.node {
            guard ["reshape", "permute", "cast"].contains(node.primitive.name) else { return false }
            node = node.inputs[0].node
        }
        return true
    }
}
