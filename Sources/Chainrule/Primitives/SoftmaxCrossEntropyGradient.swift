/// The gradient of a cross-entropy's logits: softmax − one-hot of every row, times the row's upstream gradient.
///
/// Its operands are the logits, the labels and the upstream gradient. Kept whole because it needs no more than
/// two passes over a row, and because engines have a kernel for it.
struct SoftmaxCrossEntropyGradient: RealPrimitive {
    static let name = "softmax-cross-entropy-gradient"

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        let (logits, upstream) = (inputs[0], inputs[2])
        try requireLogitsAndLabels(inputs)
        let losses = TensorType(inputs[1].shape, logits.dtype)
        if upstream.type != losses {
            throw mismatch(inputs, "the upstream gradient must be \(losses), got \(upstream.type)")
        }
        return logits.type
    }

    func forward<T: FloatingScalar>(_ inputs: [NDArray], _ type: T.Type) -> NDArray {
        let (logits, upstream) = (inputs[0].dense(), inputs[2].scalars(as: T.self))
        let classes = logits.shape[1]
        let labels = inputs[1].resolvedLabels(below: classes, name)
        return NDArray(logits.shape, T.self) { gradient in
            logits.withElements(T.self) { logits in
                for (row, label) in labels.enumerated() {
                    let line = UnsafeBufferPointer(start: logits + row * classes, count: classes)
                    let gradient = gradient + row * classes
                    let largest = line.largestNumber
                    var others = T.zero
                    for i in 0..<classes where i != label {
                        gradient[i] = T.exp(line[i] - largest)
                        others += gradient[i]
                    }
                    let sum = others + T.exp(line[label] - largest)
                    for i in 0..<classes where i != label { gradient[i] = gradient[i] / sum * upstream[row] }
                    // Not p − 1, which keeps nothing of a p near 1.
                    gradient[label] = -(others / sum) * upstream[row]
                }
            }
        }
    }

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        let (logits, labels, weights) = (inputs[0], inputs[1], inputs[2])
        let probabilities = softmax(logits)
        let mean = (upstream * probabilities).sum(axes: [1], keepDims: true)
        return [
            probabilities * (upstream - mean) * weights.expandingDimension(at: 1), nil,
            (upstream * .apply(Self(), logits, labels, weights.onesLike)).sum(axes: [1]),
        ]
    }

    static let samples = [
        PrimitiveSample(SoftmaxCrossEntropyGradient(), .real([4, 3]), .index([4], 0...2), .real([4])),
        PrimitiveSample(SoftmaxCrossEntropyGradient(), .real([1, 1]), .index([1], 0...0), .real([1])),
        PrimitiveSample(SoftmaxCrossEntropyGradient(), .real([0, 3]), .index([0], 0...2), .real([0])),
    ]
}
