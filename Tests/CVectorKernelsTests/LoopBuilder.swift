import CThreadPool
import CVectorKernels

/// An operand's elements, in the form that the loop reads or writes.
enum Memory: Equatable {
    case floats([Float])
    case integers([Int32])
    case truths([UInt8])

    init(_ element: cvk_element, count: Int) {
        switch element {
        case CVK_INT32: self = .integers(Array(repeating: -77, count: count))
        case CVK_BOOL: self = .truths(Array(repeating: 77, count: count))
        default: self = .floats(Array(repeating: -77, count: count))
        }
    }

    var count: Int {
        switch self {
        case .floats(let x): x.count
        case .integers(let x): x.count
        case .truths(let x): x.count
        }
    }

    subscript(place: Int) -> Float {
        get {
            switch self {
            case .floats(let x): x[place]
            case .integers(let x): Float(x[place])
            case .truths(let x): x[place] != 0 ? 1 : 0
            }
        }
        set {
            switch self {
            case .floats(var x):
                self = .truths([])
                x[place] = newValue
                self = .floats(x)
            case .integers(var x):
                self = .truths([])
                x[place] =
                    newValue.isNaN
                    ? 0 : newValue >= 0x1p31 ? .max : newValue <= -0x1p31 ? .min : Int32(newValue)
                self = .integers(x)
            case .truths(var x):
                self = .truths([])
                x[place] = newValue != 0 ? 1 : 0
                self = .truths(x)
            }
        }
    }

    var floats: [Float] { (0..<count).map { self[$0] } }
}

/// A loop being put together, and the memory of its operands.
struct Loop {
    var sizes: [Int]
    var memories: [Memory] = []
    /// The memory of every load and of every store.
    var loadMemories: [Int] = []
    var storeMemories: [Int] = []
    var loads: [cvk_load] = []
    var stores: [cvk_store] = []
    var steps: [cvk_step] = []

    init(_ sizes: [Int]) { self.sizes = sizes }

    var count: Int { sizes.reduce(1, *) }

    /// The strides of an array with the loop's sizes, of which only some axes are there.
    func rowMajor(_ kept: [Bool]? = nil) -> [Int] {
        var strides = sizes.map { _ in 0 }
        var stride = 1
        for axis in sizes.indices.reversed() where kept?[axis] ?? true {
            strides[axis] = stride
            stride *= sizes[axis]
        }
        return strides
    }

    mutating func memory(_ memory: Memory) -> Int {
        memories.append(memory)
        return memories.count - 1
    }

    mutating func load(_ memory: Int, into register: Int, strides: [Int]? = nil) {
        var load = cvk_load()
        load.source = CVK_FROM_MEMORY
        load.element =
            switch memories[memory] {
            case .floats: CVK_FLOAT32
            case .integers: CVK_INT32
            case .truths: CVK_BOOL
            }
        load.target = UInt8(register)
        setStrides(&load.strides, strides ?? rowMajor())
        loads.append(load)
        loadMemories.append(memory)
    }

    mutating func load(constant: Float, into register: Int) {
        var load = cvk_load()
        load.source = CVK_FROM_CONSTANT
        load.target = UInt8(register)
        load.constant = constant
        loads.append(load)
        loadMemories.append(memory(.floats([])))
    }

    mutating func load(random key: [UInt32], draw: UInt64, into register: Int, strides: [Int]? = nil) {
        var load = cvk_load()
        load.source = CVK_FROM_RANDOM
        load.target = UInt8(register)
        load.draw = draw
        setStrides(&load.strides, strides ?? rowMajor())
        loads.append(load)
        loadMemories.append(memory(.integers(key.map(Int32.init(bitPattern:)))))
    }

    mutating func step(_ operation: cvk_operation, _ target: Int, _ a: Int, _ b: Int = 0, _ c: Int = 0) {
        steps.append(
            cvk_step(
                operation: UInt8(operation.rawValue), target: UInt8(target), a: UInt8(a), b: UInt8(b),
                c: UInt8(c)))
    }

    mutating func store(
        _ register: Int, to memory: Int, _ fold: cvk_fold = CVK_STORE, strides: [Int]? = nil
    ) {
        var store = cvk_store()
        store.fold = fold
        store.element =
            switch memories[memory] {
            case .floats: CVK_FLOAT32
            case .integers: CVK_INT32
            case .truths: CVK_BOOL
            }
        store.source = UInt8(register)
        setStrides(&store.strides, strides ?? rowMajor())
        stores.append(store)
        storeMemories.append(memory)
    }

    private typealias Strides = (Int64, Int64, Int64, Int64, Int64, Int64, Int64, Int64)

    private func setStrides(_ tuple: inout Strides, _ strides: [Int]) {
        withUnsafeMutableBytes(of: &tuple) { bytes in
            let words = bytes.bindMemory(to: Int64.self)
            for axis in strides.indices { words[axis] = Int64(strides[axis]) }
        }
    }

    /// Runs the loop in C and returns all memories afterwards.
    func run(threads: Int = 1) -> [Memory] {
        var loop = cvk_loop()
        loop.rank = Int32(sizes.count)
        loop.load_count = Int32(loads.count)
        loop.step_count = Int32(steps.count)
        loop.store_count = Int32(stores.count)
        withUnsafeMutableBytes(of: &loop.sizes) { bytes in
            let words = bytes.bindMemory(to: Int64.self)
            for axis in sizes.indices { words[axis] = Int64(sizes[axis]) }
        }
        withUnsafeMutableBytes(of: &loop.loads) { bytes in
            let places = bytes.bindMemory(to: cvk_load.self)
            for i in loads.indices { places[i] = loads[i] }
        }
        withUnsafeMutableBytes(of: &loop.stores) { bytes in
            let places = bytes.bindMemory(to: cvk_store.self)
            for i in stores.indices { places[i] = stores[i] }
        }
        let buffers = memories.map(Buffer.init)
        steps.withUnsafeBufferPointer { steps in
            loop.steps = steps.baseAddress
            let size = cvk_loop_workspace(&loop, Int32(threads))
            // Workspaces are not zeros when they are handed over.
            let workspace = UnsafeMutableRawBufferPointer.allocate(byteCount: size + 64, alignment: 64)
            workspace.initializeMemory(as: UInt8.self, repeating: 0xFF)
            let pointers = (loadMemories + storeMemories).map {
                buffers[$0].address as UnsafeMutableRawPointer?
            }
            ctp_set_thread_count(Int32(threads))
            cvk_run_loop(&loop, pointers, workspace.baseAddress)
            let untouched = workspace[size...].allSatisfy { $0 == 0xFF }
            workspace.deallocate()
            if !untouched { fatalError("the loop wrote beyond its workspace") }
        }
        return zip(buffers, memories).map { buffer, memory in buffer.taken(like: memory) }
    }

    func strides(ofLoad index: Int) -> [Int] { unpacked(loads[index].strides) }
    func strides(ofStore index: Int) -> [Int] { unpacked(stores[index].strides) }

    private func unpacked(_ tuple: Strides) -> [Int] {
        withUnsafeBytes(of: tuple) { bytes in
            bytes.bindMemory(to: Int64.self).prefix(sizes.count).map { Int($0) }
        }
    }
}

/// Memory that C can write to.
private struct Buffer {
    let address: UnsafeMutableRawPointer

    init(_ memory: Memory) {
        func copy<T>(_ elements: [T]) -> UnsafeMutableRawPointer {
            let bytes = elements.withUnsafeBytes { Array($0) }
            let address = UnsafeMutableRawPointer.allocate(byteCount: max(1, bytes.count), alignment: 64)
            address.copyMemory(from: bytes, byteCount: bytes.count)
            return address
        }
        address =
            switch memory {
            case .floats(let x): copy(x)
            case .integers(let x): copy(x)
            case .truths(let x): copy(x)
            }
    }

    func taken(like memory: Memory) -> Memory {
        defer { address.deallocate() }
        func elements<T>(_ type: T.Type) -> [T] {
            let start = address.assumingMemoryBound(to: T.self)
            return Array(UnsafeBufferPointer(start: start, count: memory.count))
        }
        return switch memory {
        case .floats: .floats(elements(Float.self))
        case .integers: .integers(elements(Int32.self))
        case .truths: .truths(elements(UInt8.self))
        }
    }
}
