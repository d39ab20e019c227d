import CThreadPool
import Testing

/// Numbers drawn from a seed, the same in every run.
struct Numbers {
    private var state: UInt64

    init(seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    mutating func real(_ range: ClosedRange<Float> = -2...2) -> Float {
        range.lowerBound + (range.upperBound - range.lowerBound) * Float(next() >> 40) / Float(1 << 24)
    }

    mutating func reals(_ count: Int, _ range: ClosedRange<Float> = -2...2) -> [Float] {
        (0..<count).map { _ in real(range) }
    }

    mutating func whole(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() >> 33) % range.count
    }

    /// Whole numbers, among which many are equal, with a NaN here and there.
    mutating func ties(_ count: Int) -> [Float] {
        (0..<count).map { _ in whole(0...40) == 0 ? .nan : Float(whole(-2...2)) }
    }
}

/// The result of `kernel` on one thread, which is the same, bit for bit, on two, three and eight.
func onAnyThreads<T: FixedWidthInteger>(
    _ count: Int, filledWith start: T, _ kernel: (UnsafeMutablePointer<T>) -> Void
) -> [T] {
    let results = [1, 2, 3, 8].map { (threads: Int32) in
        ctp_set_thread_count(threads)
        var result = [T](repeating: start, count: count)
        result.withUnsafeMutableBufferPointer { kernel($0.baseAddress!) }
        return result
    }
    for result in results { #expect(result == results[0]) }
    return results[0]
}

/// The same for a kernel that writes floats; they start out as numbers that no result has.
func onAnyThreads(_ count: Int, _ kernel: (UnsafeMutablePointer<Float>) -> Void) -> [Float] {
    let bits = onAnyThreads(count, filledWith: Float(123456).bitPattern) { bits in
        bits.withMemoryRebound(to: Float.self, capacity: count) { kernel($0) }
    }
    return bits.map(Float.init(bitPattern:))
}

func expectClose(
    _ found: [Float], _ expected: [Double], tolerance: Double = 2e-6,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(found.count == expected.count, sourceLocation: sourceLocation)
    for (place, pair) in zip(found, expected).enumerated() {
        let (found, expected) = (Double(pair.0), pair.1)
        if found.isNaN && expected.isNaN { continue }
        let isClose = abs(found - expected) <= tolerance * max(1, abs(expected))
        if !isClose {
            Issue.record(
                "element \(place) is \(found), not \(expected)", sourceLocation: sourceLocation)
            return
        }
    }
}

func expectSame(
    _ found: [Float], _ expected: [Float], sourceLocation: SourceLocation = #_sourceLocation
) {
    expectClose(found, expected.map(Double.init), tolerance: 0, sourceLocation: sourceLocation)
}
