import CThreadPool
import Synchronization

/// The number of threads that computations use.
public enum Threads {
    /// The numbers of threads that there can be.
    public static let range = 1...1024

    /// The processor cores that this process may use, at least one: those of its affinity mask (`taskset`, cpuset,
    /// Slurm, `mpirun`), and no more than the CPU quotas of its control groups (containers) cover.
    public static let usableCores = limits.usable

    /// What limits the cores.
    package static let limits = CoreLimits()

    private static let chosen = Atomic<Int>(initial)

    /// The number of threads, at least one.
    ///
    /// At the start it is the number that `CHAINRULE_THREADS` gives, or else ``usableCores``. It changes no bit of any
    /// result. A number beyond 1 to 1024 sets the nearest of them; a variable that is none of them traps.
    public static var count: Int {
        get { chosen.load(ordering: .relaxed) }
        set { chosen.store(min(max(newValue, range.lowerBound), range.upperBound), ordering: .relaxed) }
    }

    /// The number that `CHAINRULE_THREADS` gives, or else ``usableCores``.
    ///
    /// - Throws: `EnvironmentError` if it gives none from 1 to 1024.
    public static func fromEnvironment() throws(EnvironmentError) -> Int {
        let variable = "CHAINRULE_THREADS"
        guard let text = EnvironmentError.value(of: variable) else {
            return min(usableCores, range.upperBound)
        }
        guard let count = Int(text), range.contains(count) else {
            throw EnvironmentError(
                variable: variable, value: text, expected: "a number of threads from 1 to 1024")
        }
        return count
    }

    private static var initial: Int {
        do { return try fromEnvironment() } catch { fatalError(error.description) }
    }
}

/// What a chunk of a job must have to do, in operations, to be worth handing over.
private let workOfAChunk = 1 << 16

/// Does `work` for every item of `0 ..< count`, on several threads if it is worth it.
///
/// Items are handed out in contiguous chunks; no item may write what another one reads. The threads are those
/// that all engines share.
package func forEachInParallel(_ count: Int, costPerItem: Int, _ work: @Sendable (Int) -> Void) {
    let chunks = min(64, count, count * costPerItem / workOfAChunk)
    if chunks <= 1 {
        for item in 0..<count { work(item) }
        return
    }
    // A plan that this is a part of has workspaces for as many threads as it was made for.
    let threads = ctp_thread_count()
    ctp_set_thread_count(Int32(Threads.count))
    defer { ctp_set_thread_count(threads) }
    withoutActuallyEscaping(work) { work in
        withUnsafePointer(to: Chunks(count: count, chunks: chunks, work: work)) { chunks in
            let run: @convention(c) (Int32, Int32, UnsafeMutableRawPointer?) -> Void = { chunk, _, chunks in
                chunks!.assumingMemoryBound(to: Chunks.self).pointee.run(Int(chunk))
            }
            ctp_run(Int32(chunks.pointee.chunks), run, UnsafeMutableRawPointer(mutating: chunks))
        }
    }
}

private struct Chunks {
    let count: Int
    let chunks: Int
    let work: @Sendable (Int) -> Void

    func run(_ chunk: Int) {
        for item in count * chunk / chunks..<count * (chunk + 1) / chunks { work(item) }
    }
}
