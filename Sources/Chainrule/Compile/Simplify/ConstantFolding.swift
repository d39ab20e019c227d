/// Results up to this size are computed when they depend on constants alone, even if the operands are smaller.
private let largestFoldedCount = 1024

extension Application {
    /// The value of an application to constants; nil if it is not one, or keeping it would take much memory.
    var folded: Tensor? {
        // A broadcast is recognized as such and costs nothing.
        guard simplifier.foldsConstants, !(primitive is BroadcastTo), let values = constantOperands else {
            return nil
        }
        let count = type.shape.elementCount
        guard count <= largestFoldedCount || values.contains(where: { count < $0.count }) else { return nil }
        return Tensor(primitive.forward(values))
    }

    private var constantOperands: [NDArray]? {
        var values: [NDArray] = []
        for input in inputs {
            // A broadcast's operand has its value, the broadcast itself not yet.
            let source = input.operands(of: BroadcastTo.self)?[0] ?? input
            guard let value = source.constantValue else { return nil }
            values.append(value.broadcast(to: input.shape))
        }
        return values
    }
}

extension Simplifier {
    /// The number that every element of a constant is; nil for anything else, and where values are data.
    func number(_ tensor: Tensor) -> Double? {
        guard foldsConstants else { return nil }
        let source = tensor.operands(of: BroadcastTo.self)?[0] ?? tensor
        return source.shape.elementCount == 1 && source.constantValue != nil ? source.item() : nil
    }

    /// The number that all of several elements are, bit by bit; large arrays are not searched.
    func uniformNumber(in value: NDArray) -> Double? {
        guard 2...largestFoldedCount ~= value.count else { return nil }
        let numbers = Tensor(value).scalars(as: Double.self)
        return numbers.allSatisfy { $0.bitPattern == numbers[0].bitPattern } ? numbers[0] : nil
    }
}

extension Tensor {
    /// The value of a leaf; other nodes lose theirs when they are simplified.
    fileprivate var constantValue: NDArray? { node.inputs.isEmpty ? node.value : nil }
}

extension NDArray {
    fileprivate func broadcast(to shape: Shape) -> NDArray {
        self.shape == shape ? self : BroadcastTo(shape: shape).forward([self])
    }
}
