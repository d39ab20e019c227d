/// The gradients of a recurrent layer over a whole sequence, from the last step that was made to the first.
///
/// Operands: the upstream gradients of h, of c if there is one [T, B, H each], and of the saved values, if any [saved, T, B, H];
/// the values [states + saved, T, B, H]; the weight; the initial state; and perhaps lengths. The result
/// [T + 1, B, gradients·H] has the gradients of the sums of all gates at every step and, in its last row, those of the
/// initial state, followed by zeros.
struct RecurrenceGradient: RealPrimitive {
    static let name = "recurrence-gradient"
    let function: CellFunction
    let isReversed: Bool
    var attributes: String { Recurrence(function: function, isReversed: isReversed).attributes }

    /// The number of upstream gradients.
    var upstreams: Int { function.states + (function.saved == 0 ? 0 : 1) }

    func resultType(_ inputs: [Tensor]) throws(OperationError) -> TensorType {
        let values = inputs[upstreams]
        if values.rank != 4 { throw mismatch(inputs, "needs values [values, T, B, H], got \(values.shape)") }
        let sizes = RecurrenceSizes(function, values.shape[1], values.shape[2], values.shape[3])
        try requireOperands(
            sizes.upstream + [sizes.values, sizes.weight, sizes.state], batch: sizes.batch, inputs)
        return TensorType(sizes.gradients, values.dtype)
    }

    func forward<T: FloatingScalar>(_ inputs: [NDArray], _ type: T.Type) -> NDArray {
        let shape = inputs[upstreams].shape
        let sizes = RecurrenceSizes(function, shape[1], shape[2], shape[3])
        let loop = RecurrenceLoop(
            sizes, isReversed, weight: inputs[upstreams + 1], lengths: inputs.dropFirst(upstreams + 3).first,
            T.self)
        return loop.gradients(
            inputs.prefix(upstreams).flatMap { $0.scalars(as: T.self) }, inputs[upstreams].scalars(),
            inputs[upstreams + 2].scalars())
    }

    /// By the same computation, step by step in primitives of their own.
    func vjp(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor?] {
        // As nodes of their own, so that what one operand owes to another is not counted here.
        let operands = inputs.map { Tensor.apply(Reshape(shape: $0.shape), $0) }
        let real = operands.prefix(upstreams + 3)
        let unrolled = RecurrenceSteps(function, isReversed, operands, upstreams: upstreams).gradients
        let all = Chainrule.gradients(
            of: unrolled, withRespectTo: Array(real), upstream: upstream, unused: .zeros)
        return all + operands.dropFirst(real.count).map { _ in nil }
    }

    static var samples: [PrimitiveSample] {
        RecurrenceSizes.samples.map { sizes, isReversed, hasLengths in
            let lengths: [PrimitiveSample.Operand] =
                hasLengths ? [.index([sizes.batch], 0...sizes.steps)] : []
            return PrimitiveSample(
                Self(function: sizes.function, isReversed: isReversed),
                operands: (sizes.upstream + [sizes.values, sizes.weight, sizes.state]).map { .real($0) }
                    + lengths)
        }
    }
}
