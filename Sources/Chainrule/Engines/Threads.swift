import Dispatch
import Foundation
import Synchronization

/// How many processor cores computations may use.
public enum Threads {
    private static let chosen = Atomic<Int>(ProcessInfo.processInfo.activeProcessorCount)

    /// The number of threads; all of the machine's cores unless set. At least one.
    ///
    /// Results do not depend on it.
    public static var count: Int {
        get { chosen.load(ordering: .relaxed) }
        set { chosen.store(max(1, newValue), ordering: .relaxed) }
    }
}

/// Below this many operations a second thread costs more than it brings.
private let worthAThread = 1 << 16

/// Does `work` for every item of `0 ..< count`, on several threads if it is worth it.
///
/// Items are handed out in contiguous shares; no item may write what another one reads.
package func forEachInParallel(_ count: Int, costPerItem: Int, _ work: @Sendable (Int) -> Void) {
    let threads = min(Threads.count, count, count * costPerItem / worthAThread)
    if threads <= 1 {
        for item in 0..<count { work(item) }
        return
    }
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
        for item in count * thread / threads..<count * (thread + 1) / threads { work(item) }
    }
}
