/// The floating-point operations in the matrix products, convolutions, recurrent layers and attention that `tensors` depend on.
///
/// A product of m × k and k × n counts 2·m·n·k. A convolution counts two per output and tap of the kernel
/// over all channels it sees, and so does each of its gradients. A recurrent layer counts its products with the state,
/// attention those of queries, keys and values.
package func operationCount(of tensors: [Tensor]) -> Int {
    TopologicalOrder(endingAt: tensors).nodes.reduce(0) { $0 + operationCount(of: $1) }
}

private func operationCount(of node: Node) -> Int {
    let inputs = node.inputs.map(\.shape)
    func convolution(output: Shape, weight: Shape) -> Int {
        2 * output.elementCount * weight.dropFirst().reduce(1, *)
    }
    return switch node.primitive {
    case is Convolution: convolution(output: node.shape, weight: inputs[1])
    case is ConvolutionInputGradient: convolution(output: inputs[0], weight: inputs[1])
    case is ConvolutionWeightGradient: convolution(output: inputs[1], weight: node.shape)
    case is Recurrence: 2 * inputs[0].elementCount * inputs[1][1]
    case let recurrence as RecurrenceGradient:
        2 * inputs[recurrence.upstreams].dropFirst().reduce(1, *) * inputs[recurrence.upstreams + 1][0]
    case is Attention: AttentionSizes(inputs).operationCount(isGradient: false)
    case is AttentionGradient: AttentionSizes(inputs).operationCount(isGradient: true)
    default: node.primitive.name == "matmul" ? 2 * node.shape.elementCount * inputs[0].last! : 0
    }
}
