import CVectorKernels

/// Attention of all heads, or its gradient, in one instruction.
private final class AttentionKernel: Kernel {
    private let attention: cvk_attention
    /// How queries, keys, values and, for the gradient, the upstream gradient lie.
    private let vectors: [cvk_head_vectors]

    init(_ sizes: AttentionSizes, _ isCausal: Bool, _ operands: [ArrayView], name: String, threads: Int) {
        attention = cvk_attention(sizes, isCausal)
        vectors = operands.map { view in
            cvk_head_vectors(
                numbers: nil, example_step: Int64(view.strides[0]), head_step: Int64(view.strides[1]),
                row_step: Int64(view.strides[2]))
        }
        let isGradient = operands.count > 3
        let workspaceBytes = withUnsafePointer(to: attention) {
            cvk_attention_workspace($0, isGradient ? 1 : 0, Int32(threads))
        }
        super.init(
            name: name, detail: Attention(isCausal: isCausal).attributes, workspaceBytes: workspaceBytes,
            operationCount: sizes.operationCount(isGradient: isGradient))
    }

    override func run(_ pointers: UnsafePointer<UnsafeMutableRawPointer?>) {
        func vectors(_ operand: Int) -> cvk_head_vectors {
            var vectors = self.vectors[operand]
            vectors.numbers = UnsafePointer(pointers.floats(operand))
            return vectors
        }
        let (result, workspace) = (self.vectors.count, self.vectors.count + 1)
        var (queries, keys, values) = (vectors(0), vectors(1), vectors(2))
        withUnsafePointer(to: attention) { attention in
            if result == 3 {
                cvk_attention_forward(
                    attention, &queries, &keys, &values, pointers.floats(result), pointers[workspace])
            } else {
                var upstream = vectors(3)
                cvk_attention_gradient(
                    attention, &queries, &keys, &values, &upstream, pointers.floats(result),
                    pointers[workspace])
            }
        }
    }
}

extension Attention: LoweredPrimitive {
    func lower(_ number: Int, epilogue: Epilogue, _ lowering: inout Lowering) -> Bool {
        guard let (kernel, operands) = lowering.attention(number, isCausal, Self.name) else {
            return false
        }
        lowering.emit(kernel, operands, [lowering.newValue(number, order: [0, 2, 1, 3])])
        return true
    }
}

extension AttentionGradient: LoweredPrimitive {
    func lower(_ number: Int, epilogue: Epilogue, _ lowering: inout Lowering) -> Bool {
        guard let (kernel, operands) = lowering.attention(number, isCausal, Self.name) else {
            return false
        }
        lowering.emit(kernel, operands, [lowering.newValue(number)])
        return true
    }
}

extension Lowering {
    /// The kernel and what it reads; nil if the reference must compute it.
    fileprivate mutating func attention(
        _ number: Int, _ isCausal: Bool, _ name: String
    ) -> (Kernel, [ArrayView])? {
        let inputs = graph.inputs[number]
        let shapes = inputs.map { graph.type($0).shape }
        guard graph.type(number).dtype == .float32, shapes.allSatisfy({ $0.elementCount > 0 }) else {
            return nil
        }
        let operands = inputs.map { input in
            let view = view(of: input)
            return view.strides[3] == 1 || view.shape[3] == 1 ? view : copy(view)
        }
        let kernel = AttentionKernel(
            AttentionSizes(shapes), isCausal, operands, name: name, threads: settings.threads)
        return (kernel, operands)
    }
}

extension cvk_attention {
    fileprivate init(_ sizes: AttentionSizes, _ isCausal: Bool) {
        self.init(
            batch: Int64(sizes.batch), heads: Int64(sizes.heads), queries: Int64(sizes.queries),
            keys: Int64(sizes.keys), size: Int64(sizes.size), value_size: Int64(sizes.valueSize),
            is_causal: isCausal ? 1 : 0)
    }
}
