/// −log softmax(logits)[label] of every row.
///
/// Decomposes into `logSumExp(logits) − logits[label]`; kept whole because its gradient simplifies to
/// softmax − one-hot, and because engines have a kernel for it.
struct SoftmaxCrossEntropy: RealPrimitive {
    static let name = "softmax-cross-entropy"

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        try requireLogitsAndLabels(inputs)
        return TensorType(inputs[1].shape, inputs[0].dtype)
    }

    func forward<T: FloatingScalar>(_ inputs: [NDArray], _ type: T.Type) -> NDArray {
        let logits = inputs[0].dense()
        let classes = logits.shape[1]
        let labels = inputs[1].resolvedLabels(below: classes, name)
        return NDArray([labels.count], T.self) { losses in
            logits.withElements(T.self) { logits in
                for (row, label) in labels.enumerated() {
                    let line = UnsafeBufferPointer(start: logits + row * classes, count: classes)
                    let largest = line.largestNumber
                    var others = T.zero
                    for i in 0..<classes where i != label { others += T.exp(line[i] - largest) }
                    // The label's own term is 1 if it is the largest: log1p keeps what the others are beside it.
                    let logOfSum =
                        line[label] == largest
                        ? T.log1p(others) : T.log(others + T.exp(line[label] - largest))
                    losses[row] = logOfSum + (largest - line[label])
                }
            }
        }
    }

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        [.apply(SoftmaxCrossEntropyGradient(), inputs[0], inputs[1], upstream), nil]
    }

    static let samples = [
        PrimitiveSample(SoftmaxCrossEntropy(), .real([4, 3]), .index([4], 0...2)),
        PrimitiveSample(SoftmaxCrossEntropy(), .real([1, 1]), .index([1], 0...0)),
        PrimitiveSample(SoftmaxCrossEntropy(), .real([0, 3]), .index([0], 0...2)),
    ]
}

extension Primitive {
    /// The first two operands are logits [N, classes] and labels [N].
    func requireLogitsAndLabels(_ inputs: [Tensor]) throws(OperationError) {
        let (logits, labels) = (inputs[0], inputs[1])
        try requireFloatingPoint([logits])
        if labels.dtype != .int32 { throw mismatch(inputs, "labels must be int32, got \(labels.dtype)") }
        if logits.rank != 2 || labels.rank != 1 || logits.shape[0] != labels.shape[0] {
            throw mismatch(
                inputs, "needs logits [N, classes] and labels [N], got \(logits.shape) and \(labels.shape)")
        }
    }
}

extension NDArray {
    /// The elements as labels of `classes` classes.
    func resolvedLabels(below classes: Int, _ operation: String) -> [Int] {
        scalars(as: Int32.self).enumerated().map { example, label in
            require(
                (0..<classes).contains(Int(label)),
                "\(operation): the label \(label) of example \(example) is out of range for \(classes) classes, "
                    + "0 to \(classes - 1)")
            return Int(label)
        }
    }
}

extension UnsafeBufferPointer where Element: FloatingScalar {
    /// The largest element, leaving out NaN; −∞ if there is none.
    var largestNumber: Element { reduce(-.infinity) { $1 > $0 ? $1 : $0 } }
}

/// The cross-entropy −log softmax(logits)[label] of every row: logits `[N, classes]`, int32 labels `[N]`.
///
/// A label outside `0 ..< classes` traps when the value is computed.
package func crossEntropies(_ logits: Tensor, _ labels: Tensor) -> Tensor {
    .apply(SoftmaxCrossEntropy(), logits, labels)
}
