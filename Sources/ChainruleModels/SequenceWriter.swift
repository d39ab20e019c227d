import Chainrule
import ChainruleNN

/// A network that reads something and writes a sequence of symbols about it, such as ``EncoderDecoder``.
///
/// Applied to an input, it decodes greedily: the scores `[N, length, symbols]` are those of each symbol after the best ones before
/// it. Everything behind the first symbol 0, which ends a sequence, is to be ignored.
public protocol SequenceWriter: TeacherForced {
    var decoder: SequenceDecoder { get }
    /// The symbols of the longest sequence, its end included.
    var length: Int { get }

    /// What was read, as the decoder starts from it.
    func context(of input: Tensor) -> SequenceDecoder.Context
}

extension SequenceWriter {
    public func forward(_ input: Tensor) -> Tensor { decoder.greedy(context(of: input), length: length) }

    public func forward(_ input: Tensor, following targets: Tensor) -> Tensor {
        decoder(following: targets, context(of: input)).scores
    }

    /// The weights of the attention `[N, T, S]` while sequences `[N, T]` are written; nil for a network without attention.
    public func attention(_ input: Tensor, following targets: Tensor) -> Tensor? {
        decoder(following: targets, context(of: input)).weights
    }

    /// The sequences that beam search finds for each input, the best first; see ``BeamSearch``.
    ///
    /// - Parameters:
    ///   - inputs: `[N, …]`.
    ///   - width: the number of sequences that are kept; 1 for greedy search.
    public func search(_ inputs: Tensor, width: Int) -> [[BeamSearch.Sequence]] {
        let search = BeamSearch(width: width, length: length)
        let contexts = compile { (inputs: [Tensor]) -> [Tensor] in
            evaluating { context(of: inputs[0]).tensors }
        }([inputs])
        let hasMask = contexts.count > 3
        let step = compile { (arguments: [Tensor]) -> [Tensor] in
            let context = SequenceDecoder.Context(arguments[1...], hasMask: hasMask)
            let next = evaluating { decoder(arguments[0], from: context.state, context) }
            return [logSoftmax(next.scores[0..., 0]), next.state.hidden, next.state.cell]
        }
        return (0..<inputs.shape[0]).map { index in
            let own = contexts.enumerated().map { place, tensor in
                place < 2 ? tensor[0..., index..<index + 1] : tensor[index..<index + 1]
            }
            return search(
                from: Array(own.prefix(2)),
                next: { symbols, state in
                    let rows = symbols.count
                    let memory = own.dropFirst(2).map {
                        $0.broadcast(to: Shape([rows] + $0.shape.dropFirst()))
                    }
                    let results = step([Tensor(symbols, shape: [rows, 1])] + state + memory)
                    return (results[0], Array(results.dropFirst()))
                }, selecting: { state, rows in state.map { $0.gather(Tensor(rows), axis: 1) } })
        }
    }
}

extension SequenceDecoder.Context {
    fileprivate var tensors: [Tensor] { state.tensors + [memory, isPresent].compactMap(\.self) }

    fileprivate init(_ tensors: ArraySlice<Tensor>, hasMask: Bool) {
        let rest = tensors.dropFirst(2)
        self.init(
            state: LSTMState(tensors: tensors.prefix(2)), memory: rest.first,
            isPresent: hasMask ? rest.last : nil)
    }
}
