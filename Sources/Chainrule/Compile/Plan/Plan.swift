import CThreadPool

/// A graph made ready to run: instructions over buffers whose places are known.
///
/// Running it allocates nothing, takes no lock and counts no references. One plan runs one call at a time.
final class Plan {
    let buffers: [Buffer]
    let instructions: [Instruction]
    let memory: MemoryPlan
    let threads: Int

    private let kernels: [Unmanaged<Kernel>]
    /// The pointers of all instructions, one after the other.
    private let pointers: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    /// Where each instruction's pointers start.
    private let starts: [Int]
    /// For each buffer that a call supplies, the places in `pointers` that depend on it.
    private var places: [Int: [(place: Int, byteOffset: Int)]] = [:]
    private let arena: UnsafeMutableRawPointer

    init(buffers: [Buffer], instructions: [Instruction], threads: Int) {
        self.buffers = buffers
        self.instructions = instructions
        self.threads = threads
        memory = MemoryPlan(buffers, instructions)
        kernels = instructions.map { Unmanaged.passUnretained($0.kernel) }
        let workspaceBytes = instructions.map(\.kernel.workspaceBytes).max() ?? 0
        arena = .allocate(byteCount: max(64, memory.byteCount + workspaceBytes), alignment: 64)

        var starts: [Int] = []
        var addresses: [UnsafeMutableRawPointer?] = []
        for instruction in instructions {
            starts.append(addresses.count)
            for view in instruction.operands + instruction.results {
                switch buffers[view.buffer].home {
                case .temporary: addresses.append(arena + memory.offsets[view.buffer]! + view.byteOffset)
                case .constant(let array): addresses.append(array.address + view.byteOffset)
                case .argument, .variable, .result:
                    places[view.buffer, default: []].append((addresses.count, view.byteOffset))
                    addresses.append(nil)
                }
            }
            addresses.append(arena + memory.byteCount)
        }
        self.starts = starts
        pointers = .allocate(capacity: addresses.count + 1)
        pointers.initialize(from: addresses + [nil], count: addresses.count + 1)
    }

    deinit {
        pointers.deallocate()
        arena.deallocate()
    }

    /// The bytes of memory that the plan holds for its temporary buffers.
    var arenaByteCount: Int {
        memory.byteCount + (instructions.map(\.kernel.workspaceBytes).max() ?? 0)
    }

    /// Tells the plan where a buffer lies that the call supplies.
    func bind(_ buffer: Int, to address: UnsafeMutableRawPointer) {
        guard let places = places[buffer] else { return }
        for (place, byteOffset) in places { pointers[place] = address + byteOffset }
    }

    /// The instants between the instructions of `turns` runs, in seconds since the first began; see `PlanExplanation.runs`.
    func timedRuns(_ turns: Int) -> [[Double]] {
        ctp_set_thread_count(Int32(threads))
        let clock = ContinuousClock()
        // Written to only while the instructions run.
        var instants = [[ContinuousClock.Instant]](
            repeating: Array(repeating: clock.now, count: instructions.count + 1), count: turns)
        for turn in 0..<turns {
            instants[turn][0] = clock.now
            for (index, instruction) in instructions.enumerated() {
                instruction.kernel.run(pointers + starts[index])
                instants[turn][index + 1] = clock.now
            }
        }
        return instants.map { run in run.map { (instants[0][0].duration(to: $0)) / .seconds(1) } }
    }

    /// Runs all instructions; every buffer that the call supplies has been bound.
    func run() {
        ctp_set_thread_count(Int32(threads))
        for index in kernels.indices {
            kernels[index]._withUnsafeGuaranteedRef { $0.run(pointers + starts[index]) }
        }
    }
}
