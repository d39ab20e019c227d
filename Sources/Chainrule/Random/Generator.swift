import Synchronization

/// A source of random tensors: a seed and the number of draws made so far.
///
/// The n-th draw from a seed is the same on every machine and any number of threads.
public final class Generator: Sendable {
    /// The random seed.
    public let seed: UInt64
    private let draws = Atomic<UInt64>(0)

    /// A generator that has made no draws yet.
    public init(seed: UInt64) { self.seed = seed }

    /// The number of draws made so far; set it to draw the same numbers again or to pass some over.
    public var drawCount: UInt64 {
        get { draws.load(ordering: .relaxed) }
        set { draws.store(newValue, ordering: .relaxed) }
    }

    /// The generator that tensors are drawn from where none is given; see ``withRandomSeed(_:_:)``.
    @TaskLocal public static var current = Generator(seed: 0)

    /// The key of the next draw, and what is to be added to the draw's number in it.
    func nextKey() -> (key: Tensor, draw: UInt64) {
        if let trace = Trace.current { return trace.nextKey(of: self) }
        let words = takeKey(for: 1)
        return (Tensor((0..<4).map { words[$0] }, shape: [4]), 0)
    }

    /// The key of the first of the next `count` draws, which are then taken: the seed and the draw's number,
    /// each in two words.
    package func takeKey(for count: UInt64) -> SIMD4<Int32> {
        key(ofDraw: draws.wrappingAdd(count, ordering: .relaxed).oldValue)
    }

    /// The key of the next draw, which is not taken.
    package var upcomingKey: SIMD4<Int32> { key(ofDraw: drawCount) }

    private func key(ofDraw draw: UInt64) -> SIMD4<Int32> {
        // The highest bit keeps tensors apart from `RandomStream`, which numbers its streams from 0.
        SIMD4(truncatingIfNeeded: SIMD4(seed, seed >> 32, draw, draw >> 32 | 1 << 31))
    }
}

/// Runs `body` with a fresh generator of `seed`, so that what it draws is the same every time.
public func withRandomSeed<Result>(_ seed: UInt64, _ body: () throws -> Result) rethrows -> Result {
    try Generator.$current.withValue(Generator(seed: seed), operation: body)
}

extension Tensor {
    /// Uniformly distributed numbers in `range`, whose upper end float32 may reach by rounding.
    public static func uniform(
        _ shape: Shape, in range: Range<Double> = 0..<1, dtype: DType = .float32,
        from generator: Generator = .current
    ) -> Tensor {
        let (key, draw) = generator.nextKey()
        let unit = Tensor.apply(RandomUniform(type: TensorType(shape, dtype), draw: draw), key)
        if range == 0..<1 { return unit }
        return unit * (range.upperBound - range.lowerBound) + range.lowerBound
    }

    /// Normally distributed (Gaussian) numbers (Box and Muller 1958).
    public static func normal(
        _ shape: Shape, mean: Double = 0, deviation: Double = 1, dtype: DType = .float32,
        from generator: Generator = .current
    ) -> Tensor {
        let radius = sqrt(log(1 - uniform(shape, dtype: dtype, from: generator)) * -2)
        let angle = uniform(shape, in: 0..<2 * .pi, dtype: dtype, from: generator)
        return radius * cos(angle) * deviation + mean
    }
}
