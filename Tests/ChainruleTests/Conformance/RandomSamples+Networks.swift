import Chainrule

extension RandomSamples {
    mutating func reduction(_ reduction: any Reduction.Type) -> PrimitiveSample {
        let shape = stream.shape()
        let axes = shape.indices.filter { _ in stream.coin() }
        let takesIntegers = stream.integer(below: 5) == 0
        return PrimitiveSample(
            reduction.init(axes: axes), takesIntegers ? .index(shape, -9...9) : .real(shape))
    }

    mutating func argMax() -> PrimitiveSample {
        let shape = stream.shape(ranks: 1...4)
        let axis = stream.coin() ? shape.rank - 1 : stream.integer(below: shape.rank)
        // An axis without elements has no largest one.
        let filled = Shape(shape.enumerated().map { $0 == axis ? max(1, $1) : $1 })
        return PrimitiveSample(.real(filled)) { $0[0].argmax(axis: axis) }
    }

    mutating func matMul() -> PrimitiveSample {
        let batch = (0..<stream.integer(below: 3)).map { _ in stream.size(atMost: 3) }
        let (m, k, n) = (stream.size(atMost: 150), stream.size(atMost: 150), stream.size(atMost: 150))
        return PrimitiveSample(.real(Shape(batch + [m, k])), .real(Shape(batch + [k, n]))) {
            matmul($0[0], $0[1])
        }
    }

    mutating func crossEntropy() -> PrimitiveSample {
        let (logits, labels) = classification()
        return PrimitiveSample(logits, labels) { crossEntropies($0[0], $0[1]) }
    }

    mutating func crossEntropyGradient() -> PrimitiveSample {
        let (logits, labels) = classification()
        return PrimitiveSample(logits, labels, .real(labels.type.shape)) { operands in
            gradients(
                of: crossEntropies(operands[0], operands[1]), withRespectTo: operands[0],
                upstream: operands[2])
        }
    }

    private mutating func classification() -> (
        logits: PrimitiveSample.Operand, labels: PrimitiveSample.Operand
    ) {
        let shape = stream.shape(ranks: 2...2)
        let classes = max(1, shape[1])
        return (.real([shape[0], classes], -5...5), .index([shape[0]], 0...classes - 1))
    }

    /// Of any cell, in either direction, with lengths or without; sizes beside those of the kernel's tiles among them.
    mutating func recurrence() -> PrimitiveSample {
        let function = one(of: CellFunction.allCases)
        let (steps, batch, units) = (
            1 + stream.integer(below: 5), 1 + stream.integer(below: 15), 1 + stream.integer(below: 70)
        )
        let gates = function == .lstm ? 4 : function == .gru ? 3 : 1
        var operands: [PrimitiveSample.Operand] = [
            .real([steps, batch, gates * units]), .real([gates * units, units], -0.2...0.2),
            .real([function == .lstm ? 2 : 1, batch, units]),
        ]
        if function == .gru { operands.append(.real([units])) }
        let hasLengths = stream.coin()
        if hasLengths { operands.append(.index([batch], 0...steps)) }
        let isReversed = stream.coin()
        return PrimitiveSample(operands: operands) { tensors in
            Chainrule.recurrence(
                function, tensors[0], weight: tensors[1], state: tensors[2],
                bias: function == .gru ? tensors[3] : nil, lengths: hasLengths ? tensors.last : nil,
                isReversed: isReversed
            ).node.inputs[0]
        }
    }

    mutating func recurrenceGradient() -> PrimitiveSample {
        let forward = recurrence()
        let node = forward.backwardNode(named: "recurrence-gradient")
        return PrimitiveSample(
            node.primitive,
            operands: node.inputs.map { input in
                input.dtype == .int32
                    ? forward.operands.last!
                    : .real(input.shape, input.shape.rank == 2 ? -0.2...0.2 : -1...1)
            })
    }

    /// Sizes beside those of the kernel's blocks and panels among them.
    mutating func attention() -> PrimitiveSample {
        let isCausal = stream.coin()
        let queries = stream.size(atMost: 70)
        let keys = isCausal ? queries : 1 + stream.integer(below: 70)
        let (size, valueSize) = (1 + stream.integer(below: 20), 1 + stream.integer(below: 20))
        let heads = Array(stream.shape(ranks: 2...2).map { min($0, 3) })
        let operands = [[queries, size], [keys, size], [keys, valueSize]].map {
            PrimitiveSample.Operand.real(Shape(heads + $0))
        }
        return PrimitiveSample(operands: operands) { tensors in
            Chainrule.attention(tensors[0], tensors[1], tensors[2], isCausal: isCausal)
        }
    }

    mutating func attentionGradient() -> PrimitiveSample {
        let forward = attention()
        let node = forward.backwardNode(named: "attention-gradient")
        return PrimitiveSample(node.primitive, operands: node.inputs.map { .real($0.shape) })
    }

    mutating func responseNorm() -> PrimitiveSample {
        let rule = ResponseNormalization(
            size: 1 + stream.integer(below: 9), alpha: stream.uniform(0, 2),
            beta: one(of: [0.5, 0.75, 1, 1.3]),
            k: one(of: [0.5, 1, 2]))
        return PrimitiveSample(LocalResponseNorm(rule: rule), .real(stream.shape(ranks: 2...5)))
    }

    mutating func responseNormGradient() -> PrimitiveSample { responseNorm().gradient }
}

extension PrimitiveSample {
    /// The primitive of the backward pass, with operands of the same sizes.
    fileprivate func backwardNode(named name: String) -> Node {
        let values = Tensor.zeros(result, dtype: .float64)
        let inputs = operands.map { Tensor.zeros($0.type.shape, dtype: $0.type.dtype) }
        var node = primitive.vjp(values, inputs: inputs, output: values)[0]!.node
        while node.primitive.name != name { node = node.inputs[0].node }
        return node
    }
}
