import CVectorKernels

/// A primitive that treats every element by itself: its operands and its result have one shape.
package protocol ElementwisePrimitive: Primitive {
    /// What a vector loop does to operands of these element types; nil if it cannot.
    func loopOperation(_ inputs: [DType]) -> cvk_operation?

    /// Why no vector loop computes the primitive, whatever the element types; nil if one does.
    static var loopExemption: String? { get }
}

extension ElementwisePrimitive {
    package static var loopExemption: String? { nil }
}

/// An elementwise primitive for which a vector loop has one operation, on float32.
package protocol FloatLoopPrimitive: ElementwisePrimitive {
    /// The operation, a line of `loop_operations.h`.
    static var loopOperation: cvk_operation { get }
}

extension FloatLoopPrimitive {
    package func loopOperation(_ inputs: [DType]) -> cvk_operation? {
        inputs.allSatisfy { $0 == .float32 } ? Self.loopOperation : nil
    }
}

/// A function of one number, applied to every element.
package protocol UnaryPrimitive: FloatLoopPrimitive {
    init()
    /// `upstream` times the derivative at `x`, where `y` is the function's value; nil if it is zero.
    func vjp(_ upstream: Tensor, x: Tensor, y: Tensor) -> Tensor?
    /// Where the function is tried: inside its domain.
    static var domain: ClosedRange<Double> { get }
}

extension UnaryPrimitive {
    package static var domain: ClosedRange<Double> { -2...2 }

    package func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        [vjp(upstream, x: inputs[0], y: output)]
    }

    package static var samples: [PrimitiveSample] {
        PrimitiveSample.elementwiseShapes.map { PrimitiveSample(Self(), .real($0, domain)) }
    }
}

/// A function of one real number, applied to every element.
package protocol UnaryFunction: UnaryPrimitive, RealPrimitive {
    /// The function itself.
    func value<T: FloatingScalar>(_ x: T) -> T
}

extension UnaryFunction {
    package func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        try requireFloatingPoint(inputs)
        return inputs[0].type
    }

    package func forward<T: FloatingScalar>(_ inputs: [NDArray], _ type: T.Type) -> NDArray {
        inputs[0].map { (x: T) in value(x) }
    }
}

/// A function of one number of any kind, integers included, applied to every element.
package protocol UnaryNumericFunction: UnaryPrimitive, NumericPrimitive {
    /// The function itself.
    func value<T: NumericScalar>(_ x: T) -> T
}

extension UnaryNumericFunction {
    package func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        try requireNumbers(inputs)
        return inputs[0].type
    }

    package func forward<T: NumericScalar>(_ inputs: [NDArray], _ type: T.Type) -> NDArray {
        inputs[0].map { (x: T) in value(x) }
    }
}

/// A function of two numbers, applied to the pairs of elements of two tensors of one shape.
///
/// Broadcasting happens before: `Tensor.broadcasting` makes the shapes equal, and the gradient of that is
/// `BroadcastTo`'s business alone.
package protocol BinaryFunction: NumericPrimitive, FloatLoopPrimitive {
    init()
    /// The function itself.
    func value<T: NumericScalar>(_ x: T, _ y: T) -> T
}

extension BinaryFunction {
    package func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        let type = inputs[0].type
        if type == inputs[1].type && type.dtype != .bool { return type }
        try requireNumbers(inputs)
        try requireSameDType(inputs)
        try requireSameShape(inputs)
        return type
    }

    package func forward<T: NumericScalar>(_ inputs: [NDArray], _ type: T.Type) -> NDArray {
        inputs[0].zip(inputs[1]) { (x: T, y: T) in value(x, y) }
    }

    package static var samples: [PrimitiveSample] {
        PrimitiveSample.elementwiseShapes.map { PrimitiveSample(Self(), .real($0), .real($0)) }
    }
}

/// A function of two real numbers, applied to the pairs of elements of two tensors of one shape.
package protocol RealBinaryFunction: RealPrimitive, FloatLoopPrimitive {
    init()
    /// The function itself.
    func value<T: FloatingScalar>(_ x: T, _ y: T) -> T
    /// Where the function is tried: inside its domain.
    static var firstDomain: ClosedRange<Double> { get }
    static var secondDomain: ClosedRange<Double> { get }
}

extension RealBinaryFunction {
    package static var firstDomain: ClosedRange<Double> { -2...2 }
    package static var secondDomain: ClosedRange<Double> { -2...2 }

    package func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        try requireFloatingPoint(inputs)
        try requireSameDType(inputs)
        try requireSameShape(inputs)
        return inputs[0].type
    }

    package func forward<T: FloatingScalar>(_ inputs: [NDArray], _ type: T.Type) -> NDArray {
        inputs[0].zip(inputs[1]) { (x: T, y: T) in value(x, y) }
    }

    package static var samples: [PrimitiveSample] {
        PrimitiveSample.elementwiseShapes.map {
            PrimitiveSample(Self(), .real($0, firstDomain), .real($0, secondDomain))
        }
    }
}

extension Tensor {
    /// The result of `primitive` for operands in the shape that NumPy's rule gives: axes are aligned at the
    /// end, and a size of one stretches to its partner's.
    static func broadcasting(
        _ primitive: some Primitive, _ left: Tensor, _ right: Tensor
    ) -> Tensor {
        if left.shape == right.shape { return apply(primitive, left, right) }
        let shape = trapping { () throws(OperationError) in
            try broadcastShape(of: [left.shape, right.shape], for: primitive, [left, right])
        }
        return apply(primitive, left.broadcast(to: shape), right.broadcast(to: shape))
    }

    static func broadcasting(_ primitive: some Primitive, _ left: Tensor, _ right: Double) -> Tensor {
        broadcasting(primitive, left, operand(right, of: primitive, beside: left))
    }

    static func broadcasting(_ primitive: some Primitive, _ left: Double, _ right: Tensor) -> Tensor {
        broadcasting(primitive, operand(left, of: primitive, beside: right), right)
    }

    /// A number in the element type of the tensor that it stands beside.
    ///
    /// Beside integers, 0.5 would become 0 without a word and make every comparison with it wrong.
    static func operand(_ number: Double, of primitive: some Primitive, beside tensor: Tensor) -> Tensor {
        require(
            tensor.dtype.represents(number),
            "\(primitive.name)(\(tensor.type), \(number)): \(number) cannot be represented as \(tensor.dtype); "
                + "convert the tensor with cast(to:)")
        return Tensor(number, dtype: tensor.dtype)
    }

    /// The common shape under NumPy's broadcasting rule of `shapes`, which are those of `operands` or of a
    /// part of their axes.
    static func broadcastShape(
        of shapes: [Shape], for primitive: some Primitive, _ operands: [Tensor]
    ) throws(OperationError) -> Shape {
        let rank = shapes.map(\.rank).max() ?? 0
        var sizes = [Int](repeating: 1, count: rank)
        for shape in shapes {
            for (axis, size) in shape.enumerated() where size != 1 {
                let aligned = axis + rank - shape.rank
                if sizes[aligned] != 1 && sizes[aligned] != size {
                    throw primitive.mismatch(
                        operands,
                        "shapes \(shapes.map(\.description).joined(separator: " and ")) do "
                            + "not broadcast: counted from the end, axis \(rank - aligned) has sizes "
                            + "\(sizes[aligned]) and \(size)")
                }
                sizes[aligned] = size
            }
        }
        return Shape(sizes)
    }
}
