import CVectorKernels

/// Translates the nodes of a unit into the program of a vector loop.
struct LoopBuilder {
    /// The axes of the iteration space, outermost first, and their sizes.
    private let order: [Int]
    private let shape: Shape

    private var operands: [ArrayView] = []
    private var results: [ArrayView] = []
    private var loads: [cvk_load] = []
    private var steps: [cvk_step] = []
    private var stores: [cvk_store] = []
    private var words: [String] = []
    /// The register that holds each node's elements.
    private var registers: [Int: UInt8] = [:]
    private var registerCount: UInt8 = 0

    /// - Parameter order: the axes from the one with the longest steps to the one with the shortest.
    init(shape: Shape, order: [Int]) {
        self.shape = shape
        self.order = order
    }

    private mutating func newRegister() -> UInt8 {
        registerCount += 1
        return registerCount - 1
    }

    /// Loads a value, seen in the shape of the iteration space.
    mutating func load(_ number: Int, from view: ArrayView, _ constant: NDArray?) {
        var load = cvk_load()
        load.target = newRegister()
        registers[number] = load.target
        if let constant {
            load.source = CVK_FROM_CONSTANT
            load.constant = constant.scalarAsFloat
        } else {
            load.source = CVK_FROM_MEMORY
            load.element = cvk_element(view.type.dtype)!
        }
        let strides = view.strides
        setStrides(&load.strides) { strides[$0] }
        operands.append(view)
        loads.append(load)
    }

    /// Fills a register with random numbers.
    mutating func draw(_ number: Int, _ draw: UInt64, key: ArrayView) {
        var load = cvk_load()
        load.target = newRegister()
        registers[number] = load.target
        load.source = CVK_FROM_RANDOM
        load.draw = draw
        let strides = shape.rowMajorStrides
        setStrides(&load.strides) { strides[$0] }
        operands.append(key)
        loads.append(load)
        words.append("random-uniform")
    }

    /// Computes a node whose inputs have their registers.
    mutating func compute(_ number: Int, _ operation: cvk_operation, of inputs: [Int], name: String) {
        let inputs = inputs.map { registers[$0]! }
        let target = newRegister()
        registers[number] = target
        steps.append(
            cvk_step(
                operation: UInt8(operation.rawValue), target: target, a: inputs[0],
                b: inputs.count > 1 ? inputs[1] : inputs[0], c: inputs.count > 2 ? inputs[2] : inputs[0]))
        words.append(name)
    }

    func hasRegister(_ number: Int) -> Bool { registers[number] != nil }

    /// Writes the elements of `source`, which may be folded along axes, to where a node's value lies.
    mutating func store(_ source: Int, to view: ArrayView, _ fold: cvk_fold = CVK_STORE, folded: [Int] = []) {
        var store = cvk_store()
        store.source = registers[source]!
        store.fold = fold
        store.element = cvk_element(view.type.dtype)!
        var strides = view.strides
        for axis in folded { strides[axis] = 0 }
        setStrides(&store.strides) { strides[$0] }
        results.append(view)
        stores.append(store)
    }

    mutating func note(_ word: String) { words.append(word) }

    private func setStrides<Strides>(_ strides: inout Strides, _ step: (Int) -> Int) {
        withUnsafeMutableBytes(of: &strides) { bytes in
            let values = bytes.bindMemory(to: Int64.self)
            for (place, axis) in order.enumerated() { values[place] = Int64(step(axis)) }
        }
    }

    /// The finished loop with its operands and results.
    func instruction(threads: Int) -> Instruction {
        require(
            loads.count <= CVK_MAX_OPERANDS && stores.count <= CVK_MAX_OPERANDS
                && registerCount <= CVK_REGISTERS
                && order.count <= CVK_MAX_RANK,
            "a loop of \(words.joined(separator: " ")) over \(shape) is too large")
        var loop = cvk_loop()
        loop.rank = Int32(order.count)
        withUnsafeMutableBytes(of: &loop.sizes) { bytes in
            let sizes = bytes.bindMemory(to: Int64.self)
            for (place, axis) in order.enumerated() { sizes[place] = Int64(shape[axis]) }
        }
        loop.load_count = Int32(loads.count)
        loop.store_count = Int32(stores.count)
        withUnsafeMutableBytes(of: &loop.loads) { bytes in
            _ = bytes.bindMemory(to: cvk_load.self).update(fromContentsOf: loads)
        }
        withUnsafeMutableBytes(of: &loop.stores) { bytes in
            _ = bytes.bindMemory(to: cvk_store.self).update(fromContentsOf: stores)
        }
        let kernel = LoopKernel(
            loop, steps: steps, threads: threads,
            detail: words.joined(separator: " ") + " over \(shape)")
        return Instruction(kernel: kernel, operands: operands, results: results, worksInPlace: true)
    }
}

extension cvk_element {
    /// How elements of a type lie; nil if no loop reads or writes them.
    init?(_ dtype: DType) {
        switch dtype {
        case .float32: self = CVK_FLOAT32
        case .int32: self = CVK_INT32
        case .bool: self = CVK_BOOL
        case .float64, .uint8: return nil
        }
    }
}

extension NDArray {
    /// The only element; loops keep all numbers as floats.
    var scalarAsFloat: Float {
        switch dtype {
        case .float32: withElements(Float.self) { $0.pointee }
        case .int32: Float(withElements(Int32.self) { $0.pointee })
        case .bool: withElements(Bool.self) { $0.pointee } ? 1 : 0
        case .float64: Float(withElements(Double.self) { $0.pointee })
        case .uint8: Float(withElements(UInt8.self) { $0.pointee })
        }
    }
}

extension Instruction {
    /// Moves elements from one layout to another.
    static func copying(_ view: ArrayView, to target: ArrayView, threads: Int) -> Instruction {
        var builder = LoopBuilder(shape: target.shape, order: target.order)
        builder.load(0, from: view, nil)
        builder.store(0, to: target)
        return builder.instruction(threads: threads)
    }
}
