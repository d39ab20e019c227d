import CVectorKernels

/// An operation on the rows of matrices, some of which are chosen by indices.
private final class RowKernel: Kernel {
    private let work: (UnsafePointer<UnsafeMutableRawPointer?>) -> Int64
    private let fallback: ReferenceKernel

    /// - Parameters:
    ///   - fallback: what runs where `work` meets an index that it does not understand: it may count from the
    ///     end, or be out of range, which the reference then reports.
    ///   - work: returns the place of such an index, or -1.
    init(
        fallback: ReferenceKernel, _ work: @escaping (UnsafePointer<UnsafeMutableRawPointer?>) -> Int64
    ) {
        self.work = work
        self.fallback = fallback
        super.init(name: fallback.name)
    }

    override func run(_ pointers: UnsafePointer<UnsafeMutableRawPointer?>) {
        if work(pointers) >= 0 { fallback.run(pointers) }
    }
}

extension SoftmaxCrossEntropy: LoweredPrimitive {
    func lower(_ number: Int, epilogue: Epilogue, _ lowering: inout Lowering) -> Bool {
        lowering.lowerRows(number) { types in
            let (rows, classes) = (Int64(types[0].shape[0]), Int64(types[0].shape[1]))
            return { cvk_cross_entropy(rows, classes, $0.floats(0), $0.integers(1), $0.floats(2)) }
        }
    }
}

extension SoftmaxCrossEntropyGradient: LoweredPrimitive {
    func lower(_ number: Int, epilogue: Epilogue, _ lowering: inout Lowering) -> Bool {
        lowering.lowerRows(number) { types in
            let (rows, classes) = (Int64(types[0].shape[0]), Int64(types[0].shape[1]))
            return {
                cvk_cross_entropy_gradient(
                    rows, classes, $0.floats(0), $0.integers(1), $0.floats(2), 1, $0.floats(3))
            }
        }
    }
}

extension Gather: LoweredPrimitive {
    func lower(_ number: Int, epilogue: Epilogue, _ lowering: inout Lowering) -> Bool {
        if axis != 0 { return false }
        return lowering.lowerRows(number) { types in
            let (table, count) = (types[0].shape, Int64(types[1].shape.elementCount))
            let width = Int64(table.dropFirst().reduce(1, *))
            let height = Int64(table[0])
            let least = meaning == .place ? -height : 0
            return {
                cvk_gather_rows(
                    count, width, height, least, $0.floats(0), $0.integers(1), $0.floats(2))
            }
        }
    }
}

extension ScatterAdd: LoweredPrimitive {
    func lower(_ number: Int, epilogue: Epilogue, _ lowering: inout Lowering) -> Bool {
        let start = lowering.view(of: lowering.graph.inputs[number][0])
        guard axis == 0, let constant = lowering.constant(start), constant.count == 1,
            constant.scalarAsFloat == 0
        else { return false }
        return lowering.lowerRows(number, skipping: 1) { types in
            let (table, count) = (types[0].shape, Int64(types[1].shape.elementCount))
            let width = Int64(table.dropFirst().reduce(1, *))
            let height = Int64(table[0])
            return {
                cvk_scatter_add_rows(
                    count, width, height, $0.floats(2), $0.integers(1), $0.floats(3))
            }
        }
    }
}

extension ArgMax: LoweredPrimitive {
    func lower(_ number: Int, epilogue: Epilogue, _ lowering: inout Lowering) -> Bool {
        guard lowering.graph.nodes[lowering.graph.inputs[number][0]].shape.rank == axis + 1 else {
            return false
        }
        return lowering.lowerRows(number) { types in
            let width = Int64(types[0].shape.last!)
            let rows = Int64(types[0].shape.elementCount) / width
            return {
                cvk_argmax_rows(rows, width, $0.floats(0), $0.integers(1))
                return -1
            }
        }
    }
}

extension Lowering {
    /// Emits a row operation on float32 whose operands are dense.
    ///
    /// - Parameter skipped: the number of leading operands that are not read and need not be dense.
    fileprivate mutating func lowerRows(
        _ number: Int, skipping skipped: Int = 0,
        _ work: ([TensorType]) -> (UnsafePointer<UnsafeMutableRawPointer?>) -> Int64
    ) -> Bool {
        let inputs = graph.inputs[number]
        guard graph.nodes[inputs[0]].dtype == .float32, graph.nodes[inputs[0]].shape.elementCount > 0,
            graph.nodes[number].shape.elementCount > 0
        else { return false }
        let operands = inputs.enumerated().map { place, input in
            place < skipped ? view(of: input) : dense(view(of: input))
        }
        let result = newValue(number)
        let fallback = ReferenceKernel(graph.nodes[number].primitive, operands, result)
        emit(RowKernel(fallback: fallback, work(inputs.map(graph.type))), operands, [result])
        return true
    }
}
