/// Concatenations of what lies one behind the other already, of views that are rather taken of the whole, and their parts.
let concatenationRules: [Rule] = [
    Rule(for: Concatenate.self) { $0.inputs.count == 1 ? $0.inputs[0] : nil },
    // Parts of one tensor that follow on each other.
    Rule(Concatenate.self) { concatenate, application in
        guard let parts = application.inputs.operations(Slice.self) else { return nil }
        let (axis, whole) = (concatenate.axis, application.inputs[0].node.inputs[0])
        var cut = parts[0].axes
        if cut[axis].step != 1 { return nil }
        for (part, input) in Swift.zip(parts, application.inputs).dropFirst() {
            var next = part.axes
            guard input.node.inputs[0].isSame(as: whole), next[axis].step == 1,
                next[axis].start == cut[axis].start + cut[axis].count
            else { return nil }
            cut[axis].count += next[axis].count
            next[axis] = cut[axis]
            if next != cut { return nil }
        }
        return .apply(Slice(axes: cut), whole)
    },
    Rule(Concatenate.self) { concatenate, application in
        guard let axes = application.inputs.operations(Permute.self)?.map(\.axes),
            axes.allSatisfy({ $0 == axes[0] })
        else { return nil }
        let sources = application.inputs.map { $0.node.inputs[0] }
        return Chainrule.concatenate(sources, axis: axes[0][concatenate.axis]).permuted(axes[0])
    },
    // Along the first axis the elements follow on each other in whatever shape.
    Rule(Concatenate.self) { concatenate, application in
        guard concatenate.axis == 0, application.inputs.operations(Reshape.self) != nil else { return nil }
        let sources = application.inputs.map { $0.node.inputs[0] }
        guard sources[0].rank > 0,
            sources.allSatisfy({
                $0.rank > 0 && $0.shape.dropFirst().elementsEqual(sources[0].shape.dropFirst())
            })
        else { return nil }
        return Chainrule.concatenate(sources).reshaped(to: application.type.shape)
    },
    // A part of only one of the tensors.
    Rule(Slice.self) { slice, application in
        let x = application.inputs[0]
        guard let axis = x.operation(Concatenate.self)?.axis, slice.axes[axis].count > 0 else { return nil }
        var axes = slice.axes
        for part in x.node.inputs {
            let size = part.shape[axis]
            if min(axes[axis].start, axes[axis].last) < size {
                return axes[axis].fits(size) ? .apply(Slice(axes: axes), part) : nil
            }
            axes[axis].start -= size
        }
        return nil
    },
]

extension [Tensor] {
    /// The operations that the tensors are the results of, if all are of that kind.
    fileprivate func operations<P: Primitive>(_ type: P.Type) -> [P]? {
        var operations: [P] = []
        for tensor in self {
            guard let operation = tensor.operation(type) else { return nil }
            operations.append(operation)
        }
        return operations
    }
}
