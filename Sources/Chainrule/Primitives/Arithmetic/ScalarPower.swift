import CVectorKernels

/// x to the power of a number that is known when the graph is built: its gradient needs no logarithm.
struct ScalarPower: ElementwisePrimitive, RealPrimitive {
    static let name = "pow-scalar"
    let exponent: Double
    var attributes: String { "exponent \(exponent)" }

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        try requireFloatingPoint(inputs)
        return inputs[0].type
    }

    func forward<T: FloatingScalar>(_ inputs: [NDArray], _ type: T.Type) -> NDArray {
        // Roots as `sqrt` and `rsqrt` make them: of −0 and −∞, `pow` makes something else.
        if exponent == 0.5 { return Sqrt().forward(inputs) }
        if exponent == -0.5 { return Rsqrt().forward(inputs) }
        let exponent = T(exponent)
        return inputs[0].map { (x: T) in T.pow(x, exponent) }
    }

    func loopOperation(_ inputs: [DType]) -> cvk_operation? { nil }

    static let loopExemption: String? = "compiled, it becomes a root, a product or the power of two tensors"

    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        // At x = 0 the rule for all others would multiply 0 with ∞.
        if exponent == 0 { return [upstream.zerosLike] }
        return [upstream * (pow(inputs[0], exponent - 1) * exponent)]
    }

    static var samples: [PrimitiveSample] {
        PrimitiveSample.elementwiseShapes.map { PrimitiveSample(ScalarPower(exponent: 3), .real($0)) }
            + [0, 1, 2, -1.5].map { PrimitiveSample(ScalarPower(exponent: $0), .real([2, 3], 0.5...2)) }
    }
}

/// `x` to the power of a number, element by element.
///
/// A negative element has powers with whole exponents only, the others are NaN.
public func pow(_ x: Tensor, _ y: Double) -> Tensor { .apply(ScalarPower(exponent: y), x) }
