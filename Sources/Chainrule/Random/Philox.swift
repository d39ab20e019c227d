/// The counter-based generator Philox4x32-10.
///
/// A pure function from a 128-bit counter and a 64-bit key to 128 random bits: any element of any
/// stream can be computed on its own, on any thread, and a dropout mask can be computed again
/// instead of being stored.
///
/// Source: Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011.
public enum Philox {
    /// The four 32-bit words at `counter` of the stream that `key` names.
    @inlinable
    public static func words(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        var counter = counter
        var key = key
        for round in 0..<10 {
            if round > 0 { key &+= SIMD2(0x9E37_79B9, 0xBB67_AE85) }
            let left = UInt64(counter[0]) &* 0xD251_1F53
            let right = UInt64(counter[2]) &* 0xCD9E_8D57
            counter = SIMD4(
                UInt32(truncatingIfNeeded: right >> 32) ^ counter[1] ^ key[0],
                UInt32(truncatingIfNeeded: right),
                UInt32(truncatingIfNeeded: left >> 32) ^ counter[3] ^ key[1],
                UInt32(truncatingIfNeeded: left))
        }
        return counter
    }
}
