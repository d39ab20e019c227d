/// Rules for all primitives that treat every element by itself.
let elementwiseRules: [Rule] = allPrimitives.filter { $0 is any ElementwisePrimitive.Type }.flatMap {
    primitive in
    [
        Rule(for: primitive) { $0.beforeBroadcast },
        Rule(for: primitive) { $0.beforeReshape },
    ]
}

extension Application {
    /// The work done on what has been broadcast, if that is smaller, and its result broadcast.
    fileprivate var beforeBroadcast: Tensor? {
        var sources: [Tensor] = []
        for input in inputs {
            guard let source = input.operands(of: BroadcastTo.self)?[0] else { return nil }
            sources.append(source)
        }
        let shape = commonShape(of: sources)
        if shape.elementCount >= type.shape.elementCount { return nil }
        return primitive.applied(to: sources.map { $0.broadcast(to: shape) }).broadcast(to: type.shape)
    }

    /// The work done on what has been reshaped, alone or beside single numbers, and its result reshaped.
    ///
    /// So reshapes meet and cancel out, and do not come between operations that belong together.
    fileprivate var beforeReshape: Tensor? {
        guard let shape = inputs.lazy.compactMap({ $0.operands(of: Reshape.self)?[0].shape }).first else {
            return nil
        }
        var sources: [Tensor] = []
        for (index, input) in inputs.enumerated() {
            if let source = input.operands(of: Reshape.self)?[0], source.shape == shape {
                sources.append(source)
            } else if let number = number(index) {
                sources.append(.full(shape, number, dtype: input.dtype))
            } else if let source = input.operands(of: BroadcastTo.self)?[0], source.rank == 0 {
                sources.append(source.broadcast(to: shape))
            } else {
                return nil
            }
        }
        return primitive.applied(to: sources).reshaped(to: type.shape)
    }
}

extension Primitive {
    fileprivate func applied(to inputs: [Tensor]) -> Tensor { .apply(self, inputs) }
}

/// The shape that tensors of which each is broadcast to one shape have in common.
func commonShape(of tensors: [Tensor]) -> Shape {
    trapping { () throws(OperationError) in
        try Tensor.broadcastShape(of: tensors.map(\.shape), for: Multiply(), tensors)
    }
}
