import Chainrule
import ChainruleTraining

/// Something whose speed is measured; the same thing is written with PyTorch in Benchmarks/peers.py.
struct Workload: Sendable {
    let name: String
    let summary: String
    /// One run of the workload. What it returns keeps the compiler from leaving it out.
    let run: @Sendable () -> Double

    static let all = [
        Workload(name: "scalar-graph", summary: "(x + y)·z on scalars: build, evaluate, differentiate.") {
            let (x, y, z) = (Tensor(-2), Tensor(5), Tensor(-4))
            let f = (x + y) * z
            let (dx, dy, dz) = gradients(of: f, withRespectTo: x, y, z)
            return f.item() + dx.item() + dy.item() + dz.item()
        }
    ]

    /// Runs the workload again and again for about `seconds`, in samples of about a millisecond.
    func measure(seconds: Double) -> Timing {
        let clock = ContinuousClock()
        func time(_ count: Int) -> Double {
            clock.measure { for _ in 0..<count { blackHole(run()) } }.seconds
        }
        let warmUp = time(100) / 100
        let perSample = max(1, Int(1e-3 / warmUp))
        var samples: [Double] = []
        let start = clock.now
        while samples.isEmpty || (clock.now - start).seconds < seconds {
            samples.append(time(perSample) / Double(perSample))
        }
        return Timing(samples: samples)
    }
}

/// The seconds that runs of a workload took.
struct Timing {
    let median: Double
    let minimum: Double

    init(samples: [Double]) {
        let sorted = samples.sorted()
        median = sorted[sorted.count / 2]
        minimum = sorted[0]
    }
}

/// A use of a value that the optimizer cannot see through.
@inline(never)
private func blackHole(_ value: Double) {}
