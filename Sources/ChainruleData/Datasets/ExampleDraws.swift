import Chainrule

/// The random numbers of transformations of examples, which depend on a seed, the epoch and the example only.
///
/// So an example is transformed in the same way whichever thread reads it, and also after resuming a run.
struct ExampleDraws: Sendable {
    let seed: UInt64
    let epoch: Int

    /// Those of the batches that are being made; of seed 0 and the first epoch elsewhere.
    @TaskLocal static var current = ExampleDraws(seed: 0, epoch: 0)

    /// The random numbers of one example, which all its transformations share: each continues after the previous one.
    final class Source: @unchecked Sendable {
        var stream: RandomStream
        let generator: Generator

        init(_ draws: ExampleDraws, _ index: Int) {
            stream = draws.stream(for: .transforming, index)
            generator = Generator(seed: stream.next())
        }
    }

    /// The random numbers of one example, for one purpose.
    func stream(for purpose: RandomPurpose, _ index: Int) -> RandomStream {
        require(
            (0..<1 << 24).contains(epoch) && (0..<1 << 32).contains(index),
            "no random numbers for example \(index) in epoch \(epoch)")
        return RandomStream(seed: seed, purpose: purpose, index: epoch << 32 | index)
    }

    /// That of the example being read. One thread reads an example.
    @TaskLocal private static var source: Source?

    /// The random numbers of an example: those of the outermost set that it is read from, where sets are made of others.
    static func source(of index: Int) -> Source { source ?? Source(current, index) }

    /// Reads an example with its random numbers, from which tensors that are made meanwhile are drawn too.
    static func reading<Example>(
        _ index: Int, _ body: (Source) throws(DataError) -> Example
    ) throws(DataError) -> Example {
        if let source { return try body(source) }
        let source = Source(current, index)
        let result = Self.$source.withValue(source) {
            Generator.$current.withValue(source.generator) {
                Result { () throws(DataError) in try body(source) }
            }
        }
        return try result.get()
    }
}
