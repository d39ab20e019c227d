/// The gradient check of one primitive: its samples in every layout, with first and second derivatives.
package struct PrimitiveCheck: Sendable {
    /// A sample whose operands lie in memory in certain ways.
    package struct Case: Sendable {
        /// The operands' types and layouts.
        package let name: String
        package let gradient: GradientReport
        /// The check of the gradient's own gradient.
        package let secondGradient: GradientReport

        /// Whether nothing disagrees; with empty operands there is nothing to compare.
        package var passed: Bool { gradient.failureCount == 0 && secondGradient.failureCount == 0 }
    }

    package let primitive: any Primitive.Type
    package let cases: [Case]

    /// Runs the check with operands drawn from `seed`; a primitive that is exempt has no cases.
    package init(of primitive: any Primitive.Type, seed: UInt64 = 0) {
        self.primitive = primitive
        if primitive.exemption != nil {
            cases = []
            return
        }
        var stream = RandomStream(seed: seed)
        var samples = primitive.samples
        samples += samples.compactMap { $0.resized(from: &stream) }
        cases = samples.filter(\.hasGradient).flatMap { sample in
            sample.arrangements.map { sample.check($0, from: &stream) }
        }
    }

    /// Whether something was compared and all of it agreed, or there is a reason not to compare.
    package var passed: Bool {
        primitive.exemption != nil || comparedCount > 0 && cases.allSatisfy(\.passed)
    }

    /// The number of derivatives compared.
    package var comparedCount: Int { cases.reduce(0) { $0 + $1.gradient.comparedCount } }

    package var kinkCount: Int { cases.reduce(0) { $0 + $1.gradient.kinks.count } }

    package var worstError: Double { Self.largest(cases.map(\.gradient.worstError)) }

    package var worstSecondError: Double { Self.largest(cases.map(\.secondGradient.worstError)) }

    /// NaN if there is one.
    private static func largest(_ errors: [Double]) -> Double {
        errors.reduce(0) { $1 > $0 || $1.isNaN ? $1 : $0 }
    }
}

extension PrimitiveSample {
    /// Whether there is something to differentiate, with the digits that differences need.
    fileprivate var hasGradient: Bool {
        let type = trapping { () throws(OperationError) in try primitive.resultType(placeholders) }
        return type.dtype == .float64 && operands.contains { $0.type.dtype == .float64 }
    }

    private var placeholders: [Tensor] {
        operands.map { .zeros($0.type.shape, dtype: $0.type.dtype) }
    }

    /// This sample with other sizes, equal ones staying equal; nil if the primitive does not allow it.
    ///
    /// Indices are bound to the size of what they index, so a sample with indices keeps its sizes.
    fileprivate func resized(from stream: inout RandomStream) -> PrimitiveSample? {
        if operands.contains(where: { $0.type.dtype == .int32 }) { return nil }
        var sizes = [0: 0]
        for size in Set(operands.flatMap(\.type.shape)).sorted() where size > 0 {
            sizes[size] = 1 + stream.integer(below: 3)
        }
        let resized = operands.map { operand in
            let shape = Shape(operand.type.shape.map { sizes[$0]! })
            return Operand(type: TensorType(shape, operand.type.dtype), range: operand.range)
        }
        let sample = PrimitiveSample(primitive, operands: resized)
        return (try? primitive.resultType(sample.placeholders)) == nil ? nil : sample
    }

    /// Layouts of the operands: all alike, and each another.
    fileprivate var arrangements: [[Layout]] {
        let layouts = Layout.allCases
        let alike = layouts.map { layout in operands.map { _ in layout } }
        if operands.count == 1 { return alike }
        return alike
            + layouts.indices.map { first in
                operands.indices.map { layouts[(first + $0) % layouts.count] }
            }
    }

    /// Large Jacobians are compared in full for dense operands alone: another layout makes gross errors only.
    private func mode(for result: Tensor, _ layouts: [Layout]) -> GradientReport.Mode {
        let inputCount = operands.reduce(0) { $0 + $1.type.shape.elementCount }
        let isSmall = inputCount * result.shape.elementCount <= 500
        return isSmall || layouts.allSatisfy { $0 == .dense } ? .full : .fast
    }

    fileprivate func check(_ layouts: [Layout], from stream: inout RandomStream) -> PrimitiveCheck.Case {
        let inputs = zip(operands, layouts).map { operand, layout in
            operand.draw(layout.sourceShape(of: operand.type.shape), from: &stream)
        }
        func value(_ inputs: [Tensor]) -> Tensor {
            let views = zip(inputs, zip(operands, layouts)).map { input, target in
                target.1.view(input, as: target.0.type.shape)
            }
            return .apply(primitive, views)
        }
        let result = value(inputs)
        let upstream = Tensor(stream.weights(result.shape.elementCount), shape: result.shape)
        let reals = inputs.indices.filter { inputs[$0].dtype.isFloatingPoint }
        let weights = reals.map {
            Tensor(stream.weights(inputs[$0].shape.elementCount), shape: inputs[$0].shape)
        }
        /// The gradient in one number; its last input is what arrives from above.
        func gradient(_ inputs: [Tensor]) -> Tensor {
            let first = gradients(
                of: value(inputs.dropLast()), withRespectTo: reals.map { inputs[$0] },
                upstream: inputs[inputs.count - 1], unused: .zeros)
            let sums = zip(first, weights).map { ($0 * $1).sum() }
            return sums.dropFirst().reduce(sums[0], +)
        }
        let name = zip(operands, layouts).map { "\($0.type) \($1.rawValue)" }.joined(separator: ", ")
        return PrimitiveCheck.Case(
            name: [primitive.attributes, name].filter { !$0.isEmpty }.joined(separator: ": "),
            gradient: checkGradients(of: value, at: inputs, mode: mode(for: result, layouts)),
            secondGradient: checkGradients(of: gradient, at: inputs + [upstream], mode: .fast))
    }
}

extension PrimitiveSample.Operand {
    /// Random elements of this operand's kind in another shape.
    package func draw(_ shape: Shape, from stream: inout RandomStream) -> Tensor {
        let count = shape.elementCount
        if type.dtype.isFloatingPoint {
            let numbers = (0..<count).map { _ in stream.uniform(range.lowerBound, range.upperBound) }
            return Tensor(numbers, shape: shape).cast(to: type.dtype)
        }
        let (low, high) = (Int(range.lowerBound), Int(range.upperBound))
        let numbers = (0..<count).map { _ in Int32(low + stream.integer(below: high - low + 1)) }
        return Tensor(numbers, shape: shape).cast(to: type.dtype)
    }
}
