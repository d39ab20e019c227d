import Chainrule
import ChainruleModels
import ChainruleNN
import TestSupport
import Testing

@Suite("Networks that write sequences") struct SequenceWriterTests {
    private func model(hasAttention: Bool) -> EncoderDecoder {
        withRandomSeed(3) {
            EncoderDecoder(sourceCount: 7, targetCount: 6, length: 5, size: 8, hasAttention: hasAttention)
        }
    }

    private let sources = Tensor(
        [[3, 1, 4, 1, 0, 0], [5, 2, 6, 5, 3, 1], [2, 0, 0, 0, 0, 0]], dtype: .int32)

    @Test("greedy scores are those of the same sequence under teacher forcing", arguments: [false, true])
    func teacherForcing(hasAttention: Bool) {
        let model = model(hasAttention: hasAttention)
        let scores = model.predict(sources)
        #expect(scores.shape == [3, 5, 6])
        let forced = model.forward(sources, following: scores.argmax(axis: 2))
        expectClose(forced, scores, tolerance: 1e-5)
        // Only what comes before a place decides about it; what is behind the end is not looked at.
        let changed = model.forward(
            sources,
            following: Tensor([[1, 2, 3, 0, -1], [1, 2, 3, 4, 5], [1, 2, 0, -1, -1]], dtype: .int32))
        let other = model.forward(
            sources,
            following: Tensor([[1, 2, 3, 4, 5], [1, 2, 3, 0, -1], [1, 2, 5, 5, 5]], dtype: .int32))
        expectClose(changed[0..., 0..<3], other[0..., 0..<3], tolerance: 1e-6)
    }

    @Test("padding behind a source changes nothing, and is not attended to", arguments: [false, true])
    func padding(hasAttention: Bool) {
        let model = model(hasAttention: hasAttention)
        let short = Tensor([[3, 1, 4, 1]], dtype: .int32)
        expectClose(model.predict(sources[0..<1]), model.predict(short), tolerance: 1e-5)
        let targets = Tensor([[1, 2, 0, -1, -1]], dtype: .int32)
        let weights = model.attention(sources[0..<1], following: targets)
        guard hasAttention else { return #expect(weights == nil) }
        let rows = weights![0].scalars(as: Float.self)
        #expect(weights!.shape == [1, 5, 6])
        for row in 0..<5 {
            #expect(rows[row * 6 + 4] == 0 && rows[row * 6 + 5] == 0)
            #expect(abs(rows[row * 6..<row * 6 + 4].reduce(0, +) - 1) < 1e-5)
        }
    }

    @Test("beam search of width 1 writes what greedy search writes", arguments: [false, true])
    func greedy(hasAttention: Bool) {
        let model = model(hasAttention: hasAttention)
        let greedy = model.predict(sources).argmax(axis: 2)
        for (index, found) in model.search(sources, width: 1).enumerated() {
            let symbols = greedy[index].scalars(as: Int32.self)
            #expect(found.count == 1 && found[0].symbols == Array(symbols.prefix { $0 > 0 }))
        }
        for (narrow, wide) in zip(model.search(sources, width: 1), model.search(sources, width: 6)) {
            #expect(wide[0].logProbability >= narrow[0].logProbability - 1e-6)
            #expect(wide.map(\.logProbability) == wide.map(\.logProbability).sorted(by: >))
        }
    }

    /// Symbol 1 is likelier at first, but what follows it is spread; after 2 the end is nearly certain.
    private func search(width: Int, length: Int = 3) -> [BeamSearch.Sequence] {
        let tables: [[Double]] = [[0.1, 0.5, 0.4], [0.3, 0.4, 0.3], [0.9, 0.05, 0.05]]
        return BeamSearch(width: width, length: length)(
            from: 0,
            next: { symbols, calls in
                let rows = symbols.flatMap { tables[Int($0)].map { Float($0) } }
                return (log(Tensor(rows, shape: [symbols.count, 3])), calls + 1)
            }, selecting: { calls, _ in calls })
    }

    @Test("a wider beam finds the likelier sequence that greedy search misses, and never a worse one")
    func beams() throws {
        // Greedy: 1, 1, then 1 at the last place: 0.5 · 0.4 · 0.4.
        let greedy = search(width: 1)
        #expect(greedy.map(\.symbols) == [[1, 1, 1]])
        #expect(abs(greedy[0].logProbability - scalarLog(0.5 * 0.4 * 0.4)) < 1e-5)
        let best = search(width: 2)
        #expect(best[0].symbols == [2] && abs(best[0].logProbability - scalarLog(0.4 * 0.9)) < 1e-5)
        var previous = -Double.infinity
        for width in 1...9 {
            let found = search(width: width)
            #expect(found[0].logProbability >= previous && found.count <= width)
            previous = found[0].logProbability
        }
    }

    private func scalarLog(_ number: Double) -> Double { log(Tensor(number, dtype: .float64)).item() }

    @Test("a caption network writes about images, and looks at places of them")
    func captions() {
        let network = CaptionNetwork(
            imageShape: [3, 16, 24], wordCount: 9, length: 4, size: 8, filters: 2)
        let images = Tensor.uniform([2, 3, 16, 24], from: Generator(seed: 1))
        let scores = network.predict(images)
        #expect(scores.shape == [2, 4, 9])
        let words = scores.argmax(axis: 2)
        expectClose(evaluating { network.forward(images, following: words) }, scores, tolerance: 1e-5)
        #expect(evaluating { network.attention(images, following: words) }?.shape == [2, 4, 6])
        let found = network.search(images, width: 1).map { $0[0].symbols }
        #expect(found == (0..<2).map { Array(words[$0].scalars(as: Int32.self).prefix { $0 > 0 }) })
    }

    @Test("a frame labeler's scores depend on the frames up to each, and not on later ones")
    func frames() {
        let model = withRandomSeed(1) {
            FrameLabeler(frameShape: [1, 8, 8], classCount: 4, size: 6, filters: 2)
        }
        let videos = Tensor.uniform([2, 5, 1, 8, 8], from: Generator(seed: 2))
        let scores = model(videos)
        #expect(scores.shape == [2, 5, 4])
        expectClose(model(videos[0..., 0..<3]), scores[0..., 0..<3], tolerance: 1e-5)
        let other = concatenate([videos[0..., 1..<2], videos[0..., 1...]], axis: 1)
        #expect(abs(model(other) - scores)[0..., 4].max().item() > 1e-7)
    }
}
