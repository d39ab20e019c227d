import Chainrule

/// Draws applications of primitives to operands of all shapes.
///
/// Primitives of one kind share a rule; each of the others has its own.
struct RandomSamples {
    var stream: RandomStream

    init(seed: UInt64) { stream = RandomStream(seed: seed) }

    /// A random application that fits and is not too large; nil for a primitive that has none.
    mutating func sample(of primitive: any Primitive.Type) -> PrimitiveSample? {
        for _ in 0..<10_000 {
            guard let sample = candidate(of: primitive) else { return nil }
            // Some functions of tensors have nothing to do for some shapes.
            guard type(of: sample.primitive) == primitive, let type = sample.resultType else { continue }
            if type.shape.elementCount < 50_000 { return sample }
        }
        fatalError("no random sample of \(primitive.name) fits")
    }

    private mutating func candidate(of primitive: any Primitive.Type) -> PrimitiveSample? {
        switch primitive {
        case let function as any UnaryPrimitive.Type: unary(function)
        case let function as any BinaryFunction.Type: binary(function)
        case let function as any RealBinaryFunction.Type: realBinary(function)
        case let reduction as any Reduction.Type: self.reduction(reduction)
        default: single(primitive.name)
        }
    }

    /// A primitive that is of no kind.
    private mutating func single(_ name: String) -> PrimitiveSample? {
        switch name {
        case "iota": iota()
        case "random-uniform": randomUniform()
        case "pow-scalar": scalarPower()
        case "compare": compare()
        case "logical": logical()
        case "select": select()
        case "cast": cast()
        case "broadcast": broadcast()
        case "reshape": reshape()
        case "permute": permute()
        case "slice": slice()
        case "pad": stream.coin() ? pad() : padBetween()
        case "concatenate": concatenate()
        case "gather": gather()
        case "scatter-add": scatterAdd()
        case "argmax": argMax()
        case "matmul": matMul()
        case "convolution": convolution()
        case "convolution-input-gradient": convolutionInputGradient()
        case "convolution-weight-gradient": convolutionWeightGradient()
        case "max-pool": maxPool()
        case "max-pool-gradient": maxPoolGradient()
        case "max-pool-select": maxPoolSelect()
        case "average-pool": averagePool()
        case "average-pool-gradient": averagePoolGradient()
        case "attention": attention()
        case "attention-gradient": attentionGradient()
        case "local-response-norm": responseNorm()
        case "local-response-norm-gradient": responseNormGradient()
        case "recurrence": recurrence()
        case "recurrence-gradient": recurrenceGradient()
        case "softmax-cross-entropy": crossEntropy()
        case "softmax-cross-entropy-gradient": crossEntropyGradient()
        case "stop-gradient": PrimitiveSample(real()) { stopGradient($0[0]) }
        case "custom-gradient": customGradient()
        default: nil
        }
    }

    /// One of the elements.
    mutating func one<Element>(of elements: [Element]) -> Element {
        elements[stream.integer(below: elements.count)]
    }

    private mutating func real() -> PrimitiveSample.Operand { .real(stream.shape()) }
}

extension PrimitiveSample {
    /// What `function` applies to operands like these.
    init(_ operands: Operand..., applied function: ([Tensor]) -> Tensor) {
        self.init(operands: operands, applied: function)
    }

    init(operands: [Operand], applied function: ([Tensor]) -> Tensor) {
        let application = function(operands.map(\.zeros))
        self.init(application.node.primitive, operands: operands)
    }

    /// The gradient of this application to its first operand, made of the upstream gradient and that operand.
    var gradient: PrimitiveSample {
        PrimitiveSample(.real(result), operands[0]) { operands in
            gradients(
                of: .apply(primitive, operands[1]), withRespectTo: operands[1], upstream: operands[0])
        }
    }

    /// The gradient of a linear function's only operand, made of the upstream gradient alone.
    var linearGradient: PrimitiveSample {
        let x = operands[0].zeros
        return PrimitiveSample(.real(result)) { operands in
            gradients(of: .apply(primitive, x), withRespectTo: x, upstream: operands[0])
        }
    }

    /// The shape of the result of a primitive and operands that fit.
    var result: Shape { resultType!.shape }

    /// The type of the result; nil if primitive and operands do not fit.
    var resultType: TensorType? { try? primitive.resultType(operands.map(\.zeros)) }
}

extension PrimitiveSample.Operand {
    fileprivate var zeros: Tensor { .zeros(type.shape, dtype: type.dtype) }
}
