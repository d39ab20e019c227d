/// Computes the values of `tensors` and everything they depend on that has none yet.
///
/// A value once computed stays with its tensor, so asking again costs nothing.
public func evaluate(_ tensors: [Tensor]) {
    if tensors.contains(where: { $0.node.isLarge && !$0.node.hasValue }) { EagerPlan.evaluate(tensors) }
    evaluateByReference(tensors)
}

/// Computes values by the primitives' own rules, whatever the engine.
package func evaluateByReference(_ tensors: [Tensor]) {
    for tensor in tensors where !tensor.node.hasValue { evaluate(tensor.node) }
}

/// Computes the value of a node that has none, and of those it needs.
private func evaluate(_ root: Node) {
    if root.isReady { return root.evaluate() }
    // A node is pushed again behind its inputs; one that has its value by then is skipped, so every node
    // is computed once, and a graph of any depth needs no recursion. The root keeps all of them alive.
    var pending: [Unmanaged<Node>] = []
    pending.reserveCapacity(16)
    pending.append(.passUnretained(root))
    while let current = pending.last {
        current._withUnsafeGuaranteedRef { node in
            let ready = pending.count
            if !node.hasValue {
                for input in node.inputs.indices where !node.inputs[input].node.hasValue {
                    pending.append(.passUnretained(node.inputs[input].node))
                }
            }
            if pending.count == ready {
                if !node.hasValue { node.evaluate() }
                pending.removeLast()
            }
        }
    }
}

extension Tensor {
    /// The computed value; computes it first if need be.
    package var value: NDArray {
        if !node.hasValue { evaluate([self]) }
        return node.value!
    }

    /// The only element, as a `Double`.
    ///
    /// - Precondition: the tensor has exactly one element.
    public func item() -> Double {
        require(
            shape.elementCount == 1, "item() needs a tensor of one element, got \(type)")
        return switch dtype {
        case .float32: Double(value.withElements(Float.self) { $0.pointee })
        case .float64: value.withElements(Double.self) { $0.pointee }
        case .int32: Double(value.withElements(Int32.self) { $0.pointee })
        case .uint8: Double(value.withElements(UInt8.self) { $0.pointee })
        case .bool: value.withElements(Bool.self) { $0.pointee } ? 1 : 0
        }
    }

    /// All elements in row-major order, converted to the scalar type asked for.
    ///
    /// ```swift
    /// let values: [Float] = x.scalars()
    /// let classes = labels.scalars(as: Int32.self)
    /// ```
    public func scalars<T: Scalar>(as type: T.Type = T.self) -> [T] {
        cast(to: T.dtype).value.scalars(as: T.self)
    }
}
