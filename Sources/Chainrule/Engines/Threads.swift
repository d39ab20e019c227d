import CVectorKernels
import Synchronization

/// The number of threads that computations use.
public enum Threads {
    /// The numbers of threads that there can be.
    public static let range = 1...1024

    /// The processor cores that this process may use, at least one: those of its affinity mask (`taskset`, cpuset,
    /// Slurm, `mpirun`), and no more than the CPU quotas of its control groups (containers) cover.
    public static let usableCores = usableCoreCount()

    private static let chosen = Atomic<Int>(initial)

    /// The number of threads, at least one.
    ///
    /// At the start it is the number that `CHAINRULE_THREADS` gives, or else ``usableCores``. For a given number of
    /// threads the results are the same bits from run to run; for another number, sums may be
    /// rounded otherwise. A number beyond 1 to 1024 sets the nearest of them; a variable that is none of them traps.
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

/// Below this many operations a second thread costs more than it brings.
private let worthAThread = 1 << 16

/// Does `work` for every item of `0 ..< count`, on several threads if it is worth it.
///
/// Items are handed out in contiguous shares; no item may write what another one reads. The threads are those
/// that all engines share.
package func forEachInParallel(_ count: Int, costPerItem: Int, _ work: @Sendable (Int) -> Void) {
    let threads = min(Threads.count, count, count * costPerItem / worthAThread)
    if threads <= 1 {
        for item in 0..<count { work(item) }
        return
    }
    withoutActuallyEscaping(work) { work in
        withUnsafePointer(to: Shares(count: count, work: work)) { shares in
            let run: @convention(c) (Int32, Int32, UnsafeMutableRawPointer?) -> Void = {
                part, parts, shares in
                shares!.assumingMemoryBound(to: Shares.self).pointee.run(Int(part), of: Int(parts))
            }
            cvk_parallel(Int32(threads), run, UnsafeMutableRawPointer(mutating: shares))
        }
    }
}

private struct Shares {
    let count: Int
    let work: @Sendable (Int) -> Void

    func run(_ part: Int, of parts: Int) {
        for item in count * part / parts..<count * (part + 1) / parts { work(item) }
    }
}
