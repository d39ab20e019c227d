import Chainrule
import ChainruleModels
import ChainruleNN
import TestSupport
import Testing

@Suite("A recurrent network of characters") struct CharacterRNNTests {
    private let text: [Int32] = [1, 4, 2, 2, 3, 0, 4, 1, 3, 2, 4, 4]

    private func network(streams: Int = 2) -> CharacterRNN<LSTMCell> {
        withRandomSeed(5) {
            CharacterRNN(characters: 5, size: 6, streams: streams, LSTM(6, 6, layers: 2))
        }
    }

    /// A batch of pieces of the text of this length, by their numbers.
    private func pieces(_ numbers: [Int], of length: Int) -> Tensor {
        var rows: [Int32] = []
        for number in numbers { rows += [Int32(number)] + text[number * length..<(number + 1) * length] }
        return Tensor(rows, shape: [numbers.count, 1 + length])
    }

    @Test("goes on where the piece before has ended, in training and in evaluation")
    func carried() {
        for mode in [Mode.training, .evaluation] {
            func scores(_ model: CharacterRNN<LSTMCell>, _ batch: Tensor) -> Tensor {
                mode == .training ? model(batch) : evaluating { model(batch) }
            }
            let (model, other) = (network(), network())
            let whole = scores(other, pieces([0], of: 12))
            for number in 0..<3 {
                let part = scores(model, pieces([number], of: 4))
                expectClose(part, whole[0..., number * 4..<(number + 1) * 4], tolerance: 1e-6)
            }
        }
    }

    @Test("begins anew with a piece that does not continue the last one")
    func reset() {
        let (model, other) = (network(), network())
        _ = model(pieces([0], of: 4))
        expectClose(model(pieces([2], of: 4)), other(pieces([2], of: 4)), tolerance: .exact)
        // The last piece of one text and the first of another have numbers that follow each other by chance.
        _ = model(pieces([0, 1], of: 4))
        let begun = model(pieces([0, 2], of: 4))
        expectClose(begun[1], network()(pieces([2], of: 4))[0], tolerance: 1e-6)
    }

    @Test(
        "carries the states of all rows, also when the last batch has fewer, and of no more than its streams")
    func rows() {
        let model = network()
        // Two streams of pieces of two characters: 0, 1, 2 and 3, 4.
        for batch in [[0, 3], [1, 4], [2]] {
            let scores = model(pieces(batch, of: 2))
            for (row, number) in batch.enumerated() {
                let begins = number < 3 ? 0 : 3
                let stream = network()
                var last = Tensor(0)
                for piece in begins...number { last = stream(pieces([piece], of: 2)) }
                expectClose(scores[row], last[0], tolerance: 1e-6)
            }
        }
        let single = network(streams: 1)
        _ = single(pieces([0, 3], of: 2))
        let second = single(pieces([1, 4], of: 2))
        expectClose(second[1], network()(pieces([4], of: 2))[0], tolerance: 1e-6)
    }

    @Test("saves the state of training, and not that of evaluation")
    func saved() {
        let model = network()
        let names = model.buffers().map(\.name)
        #expect(names == ["carried.next_piece", "carried.state_0", "carried.state_1"])
        let before = model.stateDictionary()
        _ = evaluating { model(pieces([0], of: 4)) }
        for (name, value) in model.stateDictionary() { expectClose(value, before[name]!, tolerance: .exact) }
        _ = model(pieces([0], of: 4))
        #expect(model.stateDictionary()["carried.next_piece"]!.scalars(as: Int32.self) == [1, 0])
    }
}

@Suite("Networks that write") struct TextGeneratorTests {
    private let text: [Int32] = [3, 1, 4, 1, 0, 2, 4, 3]

    /// The scores character by character are those of the whole piece.
    private func expectSame<Model: TextGenerator>(_ model: Model, count: Int) {
        let piece = Tensor([0] + text.prefix(count), shape: [1, 1 + count])
        let whole = evaluating { model(piece) }
        var state = model.initialState(batch: 1)
        for place in 0..<count {
            let (scores, next) = evaluating { model.scores(after: Tensor([text[place]]), state) }
            expectClose(scores[0], whole[0, place], tolerance: 1e-5)
            state = next
        }
    }

    @Test("give one character the same scores as a whole piece")
    func characterByCharacter() {
        withRandomSeed(7) {
            expectSame(
                CharacterRNN(characters: 5, size: 6, dropout: 0.5, streams: 1, GRU(6, 6, layers: 2)), count: 8
            )
            expectSame(CharacterRNN(characters: 5, size: 6, streams: 1, RNN(6, 6)), count: 8)
            expectSame(
                CharacterTransformer(characters: 5, context: 8, size: 8, layers: 2, heads: 2, dropout: 0.1),
                count: 8)
        }
    }

    @Test("A Transformer sees its last characters when the text becomes longer")
    func window() {
        withRandomSeed(7) {
            let model = CharacterTransformer(characters: 5, context: 3, size: 8, layers: 1, heads: 2)
            var state = model.initialState(batch: 1)
            for place in text.indices {
                let (scores, next) = evaluating { model.scores(after: Tensor([text[place]]), state) }
                let seen = text[max(0, place - 2)...place]
                let expected = evaluating { model(Tensor([0] + seen, shape: [1, 1 + seen.count])) }
                expectClose(scores[0], expected[0, seen.count - 1], tolerance: 1e-5)
                state = next
            }
        }
    }

    @Test("Cells are those of the LSTM's memory, within bounds")
    func cells() throws {
        let model = withRandomSeed(7) {
            CharacterRNN(characters: 5, size: 6, streams: 1, LSTM(6, 6, layers: 2))
        }
        let (_, state) = model.scores(after: Tensor([2] as [Int32]), model.initialState(batch: 1))
        let cells = try #require(model.cells(of: state))
        #expect(cells.shape == [2, 1, 6])
        expectClose(cells, tanh(state.cell), tolerance: .exact)
        let transformer = CharacterTransformer(characters: 5, context: 3, size: 8, layers: 1, heads: 2)
        #expect(transformer.cells(of: transformer.initialState(batch: 1)) == nil)
    }
}
