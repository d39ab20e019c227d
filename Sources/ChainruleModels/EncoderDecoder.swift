import Chainrule
import ChainruleNN

/// Reads a sequence of symbols and writes another: the encoder is an LSTM in both directions, the decoder another LSTM.
///
/// Without attention the decoder knows the source from its first state alone, as in Sutskever, Vinyals and Le ("Sequence to
/// sequence learning with neural networks", 2014); with it, it looks at the encoder's outputs at every place of the source before
/// each symbol (see ``SequenceDecoder``).
///
/// Sources are int32 `[N, S]`, padded with 0 behind their end; the padding changes nothing. The output is `[N, length, targets]`,
/// see ``SequenceWriter``.
public struct EncoderDecoder: SequenceWriter {
    public let embedding: Embedding
    public let encoder: LSTM
    /// From the encoder's last states to the first state of the decoder.
    public let hiddenBridge, cellBridge: Linear
    public let decoder: SequenceDecoder
    public let length: Int

    /// - Parameters:
    ///   - sourceCount: the number of symbols of sources, the padding included.
    ///   - targetCount: the number of symbols of targets, the end included.
    ///   - length: the symbols of the longest target, the end included.
    ///   - size: the units of the decoder; the encoder has half as many in each direction.
    ///   - hasAttention: whether the decoder attends to the source.
    ///   - generator: the random generator of the initial values.
    /// - Precondition: numbers are positive.
    public init(
        sourceCount: Int, targetCount: Int, length: Int, size: Int = 128, hasAttention: Bool = true,
        from generator: Generator = .current
    ) {
        require(
            size > 0 && length > 0,
            "EncoderDecoder: the size \(size) and the length \(length) must be positive")
        let half = (size + 1) / 2
        embedding = Embedding(sourceCount, half, paddingIndex: 0, from: generator)
        encoder = LSTM(half, half, batchFirst: true, bidirectional: true, from: generator)
        hiddenBridge = Linear(2 * half, size, from: generator)
        cellBridge = Linear(2 * half, size, from: generator)
        decoder = SequenceDecoder(
            symbolCount: targetCount, size: size, memory: hasAttention ? 2 * half : nil, from: generator)
        self.length = length
    }

    public func context(of sources: Tensor) -> SequenceDecoder.Context {
        let isPresent = sources .!= 0
        let lengths = isPresent.cast(to: .int32).sum(axes: 1)
        let (memory, last) = encoder(embedding(sources), from: nil, lengths: lengths)
        func first(_ state: Tensor, _ bridge: Linear) -> Tensor {
            bridge(concatenate([state[0], state[1]], axis: 1)).expandingDimension(at: 0)
        }
        let state = LSTMState(
            hidden: tanh(first(last.hidden, hiddenBridge)), cell: first(last.cell, cellBridge))
        if decoder.query == nil { return SequenceDecoder.Context(state: state) }
        return SequenceDecoder.Context(state: state, memory: memory, isPresent: isPresent)
    }
}
