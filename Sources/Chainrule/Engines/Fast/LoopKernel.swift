import CVectorKernels

/// A fused elementwise loop, possibly with folds.
final class LoopKernel: Kernel {
    let loop: UnsafeMutablePointer<cvk_loop>
    private let steps: UnsafeMutablePointer<cvk_step>
    private let operandCount: Int
    private let isCopy: Bool

    init(_ description: cvk_loop, steps: [cvk_step], threads: Int, detail: String) {
        self.steps = .allocate(capacity: max(1, steps.count))
        self.steps.initialize(from: steps, count: steps.count)
        loop = .allocate(capacity: 1)
        loop.initialize(to: description)
        loop.pointee.step_count = Int32(steps.count)
        loop.pointee.steps = UnsafePointer(self.steps)
        loop.pointee.mergeAxes()
        operandCount = Int(description.load_count + description.store_count)
        let count = withUnsafeBytes(of: description.sizes) { sizes in
            sizes.bindMemory(to: Int64.self).prefix(Int(description.rank)).reduce(1, *)
        }
        isCopy =
            steps.isEmpty && description.load_count == 1 && description.store_count == 1
            && description.stores.0.fold == CVK_STORE && description.loads.0.source == CVK_FROM_MEMORY
        super.init(
            name: isCopy ? "copy" : steps.isEmpty ? "fold" : "loop", detail: detail,
            workspaceBytes: cvk_loop_workspace(loop, Int32(threads)),
            operationCount: Int(count) * steps.count)
    }

    deinit {
        loop.deallocate()
        steps.deallocate()
    }

    /// Whether it goes along memory only, folds nothing, and reads an operand of floats from its beginning to its end.
    func canRunInRanges(reading operand: Int) -> Bool {
        let load = withUnsafeBytes(of: loop.pointee.loads) { $0.bindMemory(to: cvk_load.self)[operand] }
        let stores = withUnsafeBytes(of: loop.pointee.stores) {
            $0.bindMemory(to: cvk_store.self).prefix(Int(loop.pointee.store_count))
                .allSatisfy { $0.fold == CVK_STORE }
        }
        return loop.pointee.rank == 1 && stores && load.source == CVK_FROM_MEMORY
            && load.element == CVK_FLOAT32 && load.strides.0 == 1
    }

    override func run(_ pointers: UnsafePointer<UnsafeMutableRawPointer?>) {
        // The memory plan lets a copy share its operand's place where it lies in the same way.
        if isCopy && pointers[0] == pointers[1] { return }
        cvk_run_loop(loop, pointers, pointers[operandCount])
    }
}

extension cvk_loop {
    /// Makes one axis of two neighboring ones wherever every operand steps through them as through one, and
    /// drops axes of size one: longer rows, fewer turns.
    fileprivate mutating func mergeAxes() {
        var axis = 0
        while axis < rank {
            if size(axis) == 1 && rank > 1 {
                remove(axis)
            } else if axis + 1 < rank && isEvenlySpaced(axis) {
                setSize(axis + 1, size(axis) * size(axis + 1))
                remove(axis)
            } else {
                axis += 1
            }
        }
    }

    private func size(_ axis: Int) -> Int64 {
        withUnsafeBytes(of: sizes) { $0.bindMemory(to: Int64.self)[axis] }
    }

    private mutating func setSize(_ axis: Int, _ size: Int64) {
        withUnsafeMutableBytes(of: &sizes) { $0.bindMemory(to: Int64.self)[axis] = size }
    }

    /// Whether all operands take the same step from the end of a row along `axis + 1` to the next row.
    private func isEvenlySpaced(_ axis: Int) -> Bool {
        let inner = size(axis + 1)
        return strideLists.allSatisfy { $0[axis] == $0[axis + 1] * inner }
    }

    private var strideLists: [[Int64]] {
        let loads = withUnsafeBytes(of: loads) { bytes in
            bytes.bindMemory(to: cvk_load.self).prefix(Int(load_count)).map { load in
                withUnsafeBytes(of: load.strides) { Array($0.bindMemory(to: Int64.self)) }
            }
        }
        let stores = withUnsafeBytes(of: stores) { bytes in
            bytes.bindMemory(to: cvk_store.self).prefix(Int(store_count)).map { store in
                withUnsafeBytes(of: store.strides) { Array($0.bindMemory(to: Int64.self)) }
            }
        }
        return loads + stores
    }

    private mutating func remove(_ axis: Int) {
        func shift(_ bytes: UnsafeMutableRawBufferPointer) {
            let values = bytes.bindMemory(to: Int64.self)
            for place in axis..<Int(rank) - 1 { values[place] = values[place + 1] }
        }
        withUnsafeMutableBytes(of: &sizes, shift)
        withUnsafeMutableBytes(of: &loads) { bytes in
            for load in bytes.bindMemory(to: cvk_load.self).prefix(Int(load_count)).indices {
                withUnsafeMutableBytes(of: &bytes.bindMemory(to: cvk_load.self)[load].strides, shift)
            }
        }
        withUnsafeMutableBytes(of: &stores) { bytes in
            for store in bytes.bindMemory(to: cvk_store.self).prefix(Int(store_count)).indices {
                withUnsafeMutableBytes(of: &bytes.bindMemory(to: cvk_store.self)[store].strides, shift)
            }
        }
        rank -= 1
    }
}
