/// target[i · targetStep] += scale · source[i · sourceStep] for `count` elements.
///
/// The vectors are spelled out because the compiler cannot know that the rows do not overlap, and testing
/// that for every short row costs more than the arithmetic.
@inline(__always)
func addScaled<T: FloatingScalar>(
    _ source: UnsafePointer<T>, step sourceStep: Int, by scale: T,
    to target: UnsafeMutablePointer<T>, step targetStep: Int, count: Int
) {
    var done = 0
    if sourceStep == 1 && targetStep == 1 {
        while done + 8 <= count {
            let sum = eight(UnsafePointer(target) + done) + eight(source + done) * scale
            UnsafeMutableRawPointer(target + done).storeBytes(of: sum, as: SIMD8<T>.self)
            done += 8
        }
    }
    for i in done..<count { target[i * targetStep] += scale * source[i * sourceStep] }
}

/// Adds the products x[i · step] · y[i] of `count` elements to `sums`, whose lanes the caller adds up at last.
@inline(__always)
func addProducts<T: FloatingScalar>(
    _ x: UnsafePointer<T>, step: Int, _ y: UnsafePointer<T>, count: Int, to sums: inout SIMD8<T>
) {
    var done = 0
    if step == 1 {
        while done + 8 <= count {
            sums += eight(x + done) * eight(y + done)
            done += 8
        }
    }
    if done == count { return }
    var rest = T.zero
    for i in done..<count { rest += x[i * step] * y[i] }
    // Writing a single lane of a vector in memory would stall the next reading of the whole.
    var lanes = SIMD8<T>.zero
    lanes[0] = rest
    sums += lanes
}

@inline(__always)
private func eight<T: FloatingScalar>(_ start: UnsafePointer<T>) -> SIMD8<T> {
    UnsafeRawPointer(start).loadUnaligned(as: SIMD8<T>.self)
}
