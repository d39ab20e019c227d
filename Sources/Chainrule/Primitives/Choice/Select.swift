import CVectorKernels

/// x where a condition holds, y elsewhere: routes the upstream gradient to the one that was taken.
struct Select: ElementwisePrimitive {
    static let name = "select"

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        if inputs[0].dtype != .bool {
            throw mismatch(inputs, "the condition must be bool, got \(inputs[0].dtype)")
        }
        try requireSameShape(inputs)
        if inputs[1].dtype != inputs[2].dtype {
            throw mismatch(inputs, "element types \(inputs[1].dtype) and \(inputs[2].dtype) differ")
        }
        return inputs[1].type
    }

    func forward(_ inputs: [NDArray]) -> NDArray {
        let condition = inputs[0].dense()
        let (x, y) = (inputs[1].dense(), inputs[2].dense())
        func select<T: Scalar>(_ type: T.Type) -> NDArray {
            NDArray(condition.shape, T.self) { z in
                condition.withElements(Bool.self) { condition in
                    x.withElements(T.self) { x in
                        y.withElements(T.self) { y in
                            for i in 0..<inputs[0].count {
                                // Both are read, so that the choice needs no branch to be predicted.
                                let (x, y) = (x[i], y[i])
                                z[i] = condition[i] ? x : y
                            }
                        }
                    }
                }
            }
        }
        switch x.dtype {
        case .float32: return select(Float.self)
        case .float64: return select(Double.self)
        case .int32: return select(Int32.self)
        case .uint8: return select(UInt8.self)
        case .bool: return select(Bool.self)
        }
    }

    func loopOperation(_ inputs: [DType]) -> cvk_operation? {
        inputs[1] == .float32 || inputs[1] == .bool ? CVK_SELECT : nil
    }

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        [
            nil, select(upstream, where: inputs[0], otherwise: 0),
            select(0, where: inputs[0], otherwise: upstream),
        ]
    }

    static var samples: [PrimitiveSample] {
        PrimitiveSample.elementwiseShapes.map { PrimitiveSample(Select(), .truth($0), .real($0), .real($0)) }
    }
}

/// `x` where `condition` is true and `y` elsewhere; the three shapes broadcast.
public func select(_ x: Tensor, where condition: Tensor, otherwise y: Tensor) -> Tensor {
    if condition.shape == x.shape && x.shape == y.shape { return .apply(Select(), condition, x, y) }
    let shape = trapping { () throws(OperationError) in
        try Tensor.broadcastShape(
            of: [condition.shape, x.shape, y.shape], for: Select(), [condition, x, y])
    }
    return .apply(
        Select(), condition.broadcast(to: shape), x.broadcast(to: shape), y.broadcast(to: shape))
}

/// `x` where `condition` is true and a number elsewhere; the shapes broadcast.
public func select(_ x: Tensor, where condition: Tensor, otherwise y: Double) -> Tensor {
    select(x, where: condition, otherwise: Tensor.operand(y, of: Select(), beside: x))
}

/// A number where `condition` is true and `y` elsewhere; the shapes broadcast.
public func select(_ x: Double, where condition: Tensor, otherwise y: Tensor) -> Tensor {
    select(Tensor.operand(x, of: Select(), beside: y), where: condition, otherwise: y)
}
