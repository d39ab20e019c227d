import CVectorKernels

/// A recurrent layer over a whole sequence: one instruction for all steps.
private final class RecurrenceKernel: Kernel {
    private let recurrence: cvk_recurrence
    private let hasBias: Bool
    private let hasLengths: Bool

    init(_ recurrence: cvk_recurrence, _ primitive: Recurrence, hasLengths: Bool) {
        self.recurrence = recurrence
        self.hasLengths = hasLengths
        hasBias = primitive.function.hasBias
        super.init(
            name: Recurrence.name, detail: primitive.attributes,
            workspaceBytes: recurrence.workspaceBytes(isGradient: false),
            operationCount: recurrence.operationCount)
    }

    override func run(_ pointers: UnsafePointer<UnsafeMutableRawPointer?>) {
        let lengths = hasBias ? 4 : 3
        let values = lengths + (hasLengths ? 1 : 0)
        withUnsafePointer(to: recurrence) { recurrence in
            cvk_recurrence_forward(
                recurrence, pointers.floats(0), pointers.floats(1), pointers.floats(2),
                hasBias ? pointers.floats(3) : nil, hasLengths ? pointers.integers(lengths) : nil,
                pointers.floats(values), pointers[values + 1])
        }
    }
}

/// Its backward pass, which reads only those upstream gradients that are not known to be zero.
private final class RecurrenceGradientKernel: Kernel {
    private let recurrence: cvk_recurrence
    /// Where the pointers of h's, c's and the saved values' upstream gradients are, of those that are read.
    private let upstream: [Int?]
    private let operandCount: Int
    private let hasLengths: Bool

    init(_ recurrence: cvk_recurrence, _ primitive: RecurrenceGradient, upstream: [Int?], hasLengths: Bool) {
        self.recurrence = recurrence
        self.upstream = upstream
        self.hasLengths = hasLengths
        operandCount = upstream.compactMap(\.self).count
        super.init(
            name: RecurrenceGradient.name, detail: primitive.attributes,
            workspaceBytes: recurrence.workspaceBytes(isGradient: true),
            operationCount: recurrence.operationCount)
    }

    override func run(_ pointers: UnsafePointer<UnsafeMutableRawPointer?>) {
        func upstream(_ kind: Int) -> UnsafePointer<Float>? {
            self.upstream[kind].map { UnsafePointer(pointers.floats($0)) }
        }
        let rest = pointers + operandCount
        var operands = cvk_recurrence_operands(
            upstream_h: upstream(0), upstream_c: upstream(1), upstream_saved: upstream(2),
            values: rest.floats(0), weight: rest.floats(1), state: rest.floats(2),
            lengths: hasLengths ? rest.integers(3) : nil)
        let result = hasLengths ? 4 : 3
        withUnsafePointer(to: recurrence) { recurrence in
            cvk_recurrence_gradient(recurrence, &operands, rest.floats(result), rest[result + 1])
        }
    }
}

extension Recurrence: LoweredPrimitive {
    func lower(_ number: Int, epilogue: Epilogue, _ lowering: inout Lowering) -> Bool {
        let type = lowering.graph.type(number)
        guard type.dtype == .float32, type.shape.elementCount > 0 else { return false }
        let operands = lowering.graph.inputs[number].map { lowering.dense(lowering.view(of: $0)) }
        let kernel = RecurrenceKernel(
            cvk_recurrence(function, type.shape, isReversed), self,
            hasLengths: operands.count > (function.hasBias ? 4 : 3))
        lowering.emit(kernel, operands, [lowering.newValue(number)])
        return true
    }
}

extension RecurrenceGradient: LoweredPrimitive {
    func lower(_ number: Int, epilogue: Epilogue, _ lowering: inout Lowering) -> Bool {
        let inputs = lowering.graph.inputs[number]
        let values = lowering.graph.type(inputs[upstreams])
        guard values.dtype == .float32, values.shape.elementCount > 0 else { return false }
        var operands: [ArrayView] = []
        var upstream: [Int?] = [nil, nil, nil]
        for (place, input) in inputs.prefix(upstreams).enumerated() {
            let view = lowering.view(of: input)
            if let constant = lowering.constant(view), constant.count == 1, constant.scalarAsFloat == 0 {
                continue
            }
            // The last one is that of what is saved; without c there is none in the middle.
            upstream[place < function.states ? place : 2] = operands.count
            operands.append(lowering.dense(view))
        }
        operands += inputs.dropFirst(upstreams).map { lowering.dense(lowering.view(of: $0)) }
        let kernel = RecurrenceGradientKernel(
            cvk_recurrence(function, values.shape, isReversed), self, upstream: upstream,
            hasLengths: inputs.count > upstreams + 3)
        lowering.emit(kernel, operands, [lowering.newValue(number)])
        return true
    }
}

extension cvk_recurrence {
    /// - Parameter values: the shape of all states and saved values.
    fileprivate init(_ function: CellFunction, _ values: Shape, _ isReversed: Bool) {
        let cell =
            switch function {
            case .tanh: CVK_CELL_TANH
            case .relu: CVK_CELL_RELU
            case .lstm: CVK_CELL_LSTM
            case .gru: CVK_CELL_GRU
            }
        self.init(
            cell: cell, steps: Int64(values[1]), batch: Int64(values[2]), units: Int64(values[3]),
            is_reversed: isReversed ? 1 : 0)
    }

    fileprivate func workspaceBytes(isGradient: Bool) -> Int {
        withUnsafePointer(to: self) { cvk_recurrence_workspace($0, isGradient ? 1 : 0) }
    }

    /// Of the recurrent products.
    fileprivate var operationCount: Int {
        let gates = cell == CVK_CELL_LSTM ? 4 : cell == CVK_CELL_GRU ? 3 : 1
        return 2 * Int(steps * batch * units * units) * gates
    }
}
