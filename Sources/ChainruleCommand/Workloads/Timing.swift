import Foundation

/// The seconds that runs of a workload took.
struct Timing {
    let median: Double
    let minimum: Double
    /// The first run, which compiles.
    let first: Double

    init(first: Double, samples: [Double]) {
        self.first = first
        let sorted = samples.sorted()
        median = sorted[sorted.count / 2]
        minimum = sorted[0]
    }
}

extension Step {
    /// Runs the step `count` times after two runs that warm up.
    func measure(count: Int) -> Timing {
        let first = time(1)
        _ = time(1)
        return Timing(first: first, samples: (0..<count).map { _ in time(1) })
    }

    /// Runs the step again and again for about `seconds`, in samples of at least about a millisecond.
    func measure(seconds: Double) -> Timing {
        let clock = ContinuousClock()
        let start = clock.now
        let first = time(1)
        var warmUp = (runs: 1, seconds: first)
        while warmUp.runs < 2 || warmUp.runs < 100 && warmUp.seconds < seconds / 10 {
            warmUp = (warmUp.runs + 1, warmUp.seconds + time(1))
        }
        let perSample = max(1, Int(1e-3 / (warmUp.seconds / Double(warmUp.runs))))
        var samples: [Double] = []
        while samples.isEmpty || (clock.now - start).seconds < seconds {
            samples.append(time(perSample) / Double(perSample))
        }
        return Timing(first: first, samples: samples)
    }

    /// The seconds of `count` runs.
    private func time(_ count: Int) -> Double {
        ContinuousClock().measure { for _ in 0..<count { blackHole(run()) } }.seconds
    }
}

/// A use of a value that the optimizer cannot see through.
@inline(never)
private func blackHole(_ value: Double) {}

/// The most memory that the process has had so far, in units of 10⁶ bytes.
func peakMegabytes() -> Double {
    var usage = rusage()
    #if os(macOS)
    let (itself, unit) = (RUSAGE_SELF, 1e-6)
    #else
    let (itself, unit) = (RUSAGE_SELF.rawValue, 1024e-6)
    #endif
    getrusage(itself, &usage)
    return Double(usage.ru_maxrss) * unit
}
